#pragma once

#include <string>
#include <utility>

#include "faults.hpp"
#include "grant_store.hpp"
#include "request_log.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// What the endpoints share. The settings don't change; the rest is thread-safe.
struct Context {
  Context(Settings the_settings, std::string the_base_url)
      : settings(std::move(the_settings)),
        base_url(std::move(the_base_url)),
        issuer(settings.issuer.empty() ? base_url : settings.issuer),
        grants(settings.code_lifetime),
        faults(settings.faults) {}

  const Settings settings;
  const std::string base_url;  ///< without a slash at its end
  const std::string issuer;
  GrantStore grants;
  FaultPlan faults;
  RequestLog log;
};

}  // namespace goto_mock_auth
