#include "goto_token/doctor/check.hpp"

#include <utility>

namespace goto_token {

Check Check::ok(std::string name, std::string message) {
  return {.name = std::move(name), .message = std::move(message)};
}

Check Check::warning(std::string name, std::string message, std::string fix) {
  return {.name = std::move(name),
          .status = Status::Warning,
          .message = std::move(message),
          .hint = std::move(fix)};
}

Check Check::skipped(std::string name, std::string why) {
  return {.name = std::move(name), .status = Status::Skip, .message = std::move(why)};
}

Check Check::failed(std::string name, const Error& error, const std::string& fix) {
  std::string message = error.what();
  for (const std::string& start : {name + " is ", name + " "}) {  // the line begins with the name already
    if (message.starts_with(start)) {
      message.erase(0, start.size());
    }
  }
  return {.name = std::move(name),
          .status = Status::Fail,
          .message = std::move(message),
          .hint = error.hint_or(fix),
          .code = error.code()};
}

}  // namespace goto_token
