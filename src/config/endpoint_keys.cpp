#include "goto_token/config/endpoint_keys.hpp"

#include <optional>
#include <string>
#include <utility>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/oauth/own_parameters.hpp"

namespace goto_token {
namespace {

/// The server's URL in a key; nullopt when the key is not set.
std::optional<WrittenUrl> find_server_url(const KeyReading& reading) {
  auto setting = reading.find();
  if (!setting) {
    return std::nullopt;
  }
  Url url = parse_server_url(*setting, reading.command_line.allow_http);
  return WrittenUrl{.text = std::move(setting->value), .url = std::move(url)};
}

/// @throws Error{Configuration} where the query holds `own`. @param shown the URL for the message.
void require_no_own_parameter(const KeyReading& reading, const std::optional<std::string>& own,
                              const std::string& shown) {
  if (own) {
    fail_url_setting({.value = shown, .origin = reading.find()->origin},
                     "its query holds " + *own + ", which goto-token sets itself",
                     "remove that from the URL");
  }
}

/// An endpoint that forms are posted to. @param further what they have besides what each may have.
std::optional<Url> read_form_endpoint(const KeyReading& reading, const FormParameters& further) {
  auto written = find_server_url(reading);
  if (!written) {
    return std::nullopt;
  }
  // A secret may be in its query.
  require_no_own_parameter(reading, find_own_form_parameter(written->url, further),
                           to_string(without_query(written->url)) + "?…");
  return std::move(written->url);
}

}  // namespace

void read_service_url(const KeyReading& reading) {
  auto service = find_server_url(reading);
  if (service && !service->url.query.empty()) {
    fail_url_setting(*reading.find(), "endpoints go below its path, so it must not have a query");
  }
  reading.config.server_urls.service = std::move(service);
}

void read_issuer(const KeyReading& reading) {
  if (auto setting = reading.find()) {
    Url url = parse_issuer(*setting, reading.command_line.allow_http);
    reading.config.server_urls.issuer = WrittenUrl{.text = std::move(setting->value), .url = std::move(url)};
  }
}

void read_authorization_endpoint(const KeyReading& reading) {
  if (auto written = find_server_url(reading)) {
    require_no_own_parameter(
        reading, find_own_parameter(written->url, reading.config.authorization_parameters), written->text);
    reading.config.server_urls.authorization_endpoint = std::move(written->url);
  }
}

void read_token_endpoint(const KeyReading& reading) {
  reading.config.server_urls.token_endpoint =
      read_form_endpoint(reading, reading.config.client.token_parameters);
}

void read_revocation_endpoint(const KeyReading& reading) {
  reading.config.server_urls.revocation_endpoint = read_form_endpoint(reading, {});
}

void read_device_authorization_endpoint(const KeyReading& reading) {
  reading.config.server_urls.device_authorization_endpoint =
      read_form_endpoint(reading, reading.config.authorization_parameters);
}

void read_pushed_authorization_request_endpoint(const KeyReading& reading) {
  reading.config.server_urls.pushed_authorization_request_endpoint =
      read_form_endpoint(reading, reading.config.authorization_parameters);
}

}  // namespace goto_token
