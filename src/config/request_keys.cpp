#include "goto_token/config/request_keys.hpp"

#include <optional>
#include <string>
#include <utility>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/request_parameters.hpp"
#include "goto_token/config/config.hpp"

namespace goto_token {
namespace {

/// Sends a parameter with both requests.
void send_with_both(Config& config, const std::string& name, const std::string& value) {
  config.authorization_parameters.emplace_back(name, value);
  config.client.token_parameters.emplace_back(name, value);
}

/// @throws Error{Configuration} where there is an objection.
void require_none(const Setting& setting, const std::optional<Objection>& objection) {
  if (objection) {
    fail_setting({objection->shown, setting.origin}, objection->why, objection->hint);
  }
}

/// The parameters of the option or of the key that is read.
FormParameters read_parameters(const KeyReading& reading, const std::optional<FormParameters>& option,
                               ExtensibleRequest request) {
  const auto setting = reading.find();
  FormParameters parameters = option.value_or(FormParameters());
  if (!option && setting) {
    require_none(*setting, add_form_parameters(parameters, setting->value, request));
  }
  return parameters;
}

}  // namespace

void read_audience(const KeyReading& reading) {
  const auto setting = reading.find();
  if (!reading.command_line.audience && setting) {
    require_none(*setting, object_to_audience(setting->value));
  }
  Config& config = reading.config;
  config.audience = reading.command_line.audience.value_or(setting ? setting->value : "");
  if (!config.audience.empty()) {
    send_with_both(config, "audience", config.audience);
  }
}

void read_resources(const KeyReading& reading) {
  Config& config = reading.config;
  if (reading.command_line.resources) {
    config.resources = *reading.command_line.resources;
  } else if (const auto setting = reading.find()) {
    require_none(*setting, add_resources(config.resources, setting->value));
  }
  for (const std::string& resource : config.resources) {
    send_with_both(config, "resource", resource);
  }
}

void read_authorize_params(const KeyReading& reading) {
  for (auto& parameter :
       read_parameters(reading, reading.command_line.authorize_params, ExtensibleRequest::Authorization)) {
    reading.config.authorization_parameters.push_back(std::move(parameter));
  }
}

void read_token_params(const KeyReading& reading) {
  for (auto& parameter :
       read_parameters(reading, reading.command_line.token_params, ExtensibleRequest::Token)) {
    reading.config.client.token_parameters.push_back(std::move(parameter));
  }
}

}  // namespace goto_token
