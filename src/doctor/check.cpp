#include "goto_token/doctor/check.hpp"

namespace goto_token {

Check make_failed_check(const std::string& name, const Error& error, const std::string& mend) {
  std::string message = error.what();
  for (const std::string& known : {name + " is ", name + " "}) {  // the line begins with the name already
    if (message.starts_with(known)) {
      message.erase(0, known.size());
    }
  }
  return {name, Check::Status::Fail, message, error.hint().empty() ? mend : error.hint(), error.code()};
}

}  // namespace goto_token
