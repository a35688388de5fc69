#include "goto_token/config/secret_file.hpp"

#include <string_view>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/file.hpp"

namespace goto_token {

SecretSetting read_secret_file(const Setting& path) {
  constexpr std::size_t kLargestSecret = 64UL * 1024UL;
  const auto result = read_file(path.value, kLargestSecret);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    fail_configuration(path.origin + ": cannot read " + quote_path(path.value) + ": " + explain(*failure));
  }
  const auto& file = std::get<FileContents>(result);
  constexpr std::string_view kLineEnds = "\r\n";
  constexpr std::string_view kByteOrderMark = "\uFEFF";
  std::string_view secret = trim(file.text, kLineEnds);
  const bool marked = secret.starts_with(kByteOrderMark);
  secret = trim(secret.substr(marked ? kByteOrderMark.size() : 0), kLineEnds);
  if (secret.empty()) {
    fail_setting(path, "is empty");
  }
  return {.value = Secret(secret),
          .origin = path.origin,
          .others_can_read = file.others_can_read,
          .had_byte_order_mark = marked,
          .utf16 = is_utf16(file.text)};
}

}  // namespace goto_token
