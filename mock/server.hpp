#pragma once

#include <functional>
#include <string>

#include "settings.hpp"

namespace goto_mock_auth {

/// Listens on 127.0.0.1, calls `announce` with the base URL, which has no slash at its end, and responds to
/// requests until SIGINT or SIGTERM. Call it before there is a second thread.
/// @throws Failure if it can't listen or go on, or the certificate can't be used.
void serve(const Settings& settings, const std::function<void(const std::string& base_url)>& announce);

}  // namespace goto_mock_auth
