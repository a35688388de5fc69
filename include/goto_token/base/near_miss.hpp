#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// How many typing mistakes lie between two texts: characters to insert, to delete or to replace, and
/// neighbours to swap, where no place is edited twice (the optimal string alignment distance). Texts of more
/// than 64 bytes are not compared; for them it is the length of the longer one.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

/// The name that `typed` was probably meant to be: the nearest within one edit for each three characters of
/// the shorter one, `most_edits` at most, without regard to case and to the separators `-`, `_` and `.`; the
/// first of those equally near. Nullopt when none is near enough.
[[nodiscard]] std::optional<std::string> find_nearest(std::string_view typed,
                                                      const std::vector<std::string>& names,
                                                      std::size_t most_edits = 2);

/// The only name that begins with `typed`, of three characters at least, without regard to case and to
/// separators; nullopt when several do or none does.
[[nodiscard]] std::optional<std::string> find_abbreviated(std::string_view typed,
                                                          const std::vector<std::string>& names);

/// Whether two names are the same without regard to case and to separators.
[[nodiscard]] bool is_same_name(std::string_view one, std::string_view other);

}  // namespace goto_token
