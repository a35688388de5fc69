#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/encoding.hpp"

namespace goto_token {

/// Why a text cannot be used: `'SHOWN' WHY`, and what to do instead.
struct Objection {
  std::string shown;  ///< The part of the text that is at fault, without the value of a parameter.
  std::string why;
  std::string hint = {};  ///< Empty for none.
};

/// Why a text cannot be an audience; nullopt when it can. Servers differ in what they take: it is often a
/// URI, and not always.
[[nodiscard]] std::optional<Objection> object_to_audience(std::string_view text);

/// Adds the resources of a space-separated list, in order and without duplicates. Each is an absolute URI
/// without a fragment (RFC 8707 §2).
/// @returns why one of them is none. Those before it are added.
[[nodiscard]] std::optional<Objection> add_resources(std::vector<std::string>& resources,
                                                     std::string_view list);

/// A request that a user can add parameters to.
enum class ExtensibleRequest : std::uint8_t { Authorization, Token };

/// Adds the parameter `NAME=VALUE` to those for the request, where VALUE may be empty. An empty text adds
/// nothing.
/// @returns why it cannot be added: it is none, is set otherwise, or is there already (RFC 6749 §3.1).
[[nodiscard]] std::optional<Objection> add_parameter(FormParameters& parameters, std::string_view text,
                                                     ExtensibleRequest request);

/// The same for each parameter of a form-encoded list.
/// @returns why one of them cannot be added. Those before it are added.
[[nodiscard]] std::optional<Objection> add_form_parameters(FormParameters& parameters,
                                                           std::string_view encoded,
                                                           ExtensibleRequest request);

}  // namespace goto_token
