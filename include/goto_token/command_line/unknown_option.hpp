#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// The part of an unknown argument that a message may show: what follows it there, as in `--pass=secret` or
/// `-psecret`, may be a secret. A long form with one dash stays whole.
[[nodiscard]] std::string name_of_unknown(const std::string& argument);

/// Whether the argument is the long form of an option written with one dash. As letters, `-scope` would be
/// the scope "cope".
[[nodiscard]] bool is_long_form_with_one_dash(std::string_view argument);

/// What to do instead of using an option that other tools have, such as `--client-id`; nullopt for an option
/// that is not known from there. @param name with its dashes; case and separators do not matter.
[[nodiscard]] std::optional<std::string> find_foreign_hint(std::string_view name);

/// Ends the run because of an unknown option.
/// @param name as name_of_unknown returns it.
/// @param hint empty: what was probably meant, or what to do instead.
/// @throws Error{Usage}, always.
[[noreturn]] void fail_unknown_option(const std::string& name, const std::string& hint = {});

}  // namespace goto_token
