#include "goto_token/config/session.hpp"

namespace goto_token {

TokenStore open_store(const Session& session) {
  return {session.settings, {session.config.profile, session.config.service, session.config.client.id}};
}

}  // namespace goto_token
