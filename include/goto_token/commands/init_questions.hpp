#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/error.hpp"
#include "goto_token/config/env_file_text.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/prompt.hpp"

namespace goto_token {

/// The questions of `init`, in a fixed order. What cannot be used is objected to and asked for again.
class InitQuestions {
 public:
  /// Why an issuer cannot be the one that was meant; nullopt to go on with it.
  using CheckIssuer = std::function<std::optional<Error>(const std::string& issuer)>;

  /// @param output where the explanations stand. @param explains whether there are any.
  InitQuestions(int input, int output, bool explains, bool allow_http, const Diagnostics& diagnostics)
      : prompt_(input, output),
        output_(output),
        explains_(explains),
        allow_http_(allow_http),
        diagnostics_(diagnostics) {}

  /// Asks for everything that a new env file sets.
  /// @param path of that file. @throws Error{Failure} when the input ends.
  [[nodiscard]] EnvFileValues ask(const std::string& path, const CheckIssuer& check_issuer);

 private:
  struct Question;

  void explain(std::string_view text) const;
  [[nodiscard]] std::string ask_for_issuer(const CheckIssuer& check_issuer);
  [[nodiscard]] Secret ask_one(const Question& question);
  [[nodiscard]] std::optional<Error> find_objection_to(const Question& question,
                                                       std::string_view value) const;

  Prompt prompt_;
  int output_;
  bool explains_;
  bool allow_http_;
  const Diagnostics& diagnostics_;
};

}  // namespace goto_token
