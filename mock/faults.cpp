#include "faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "fault_tables.hpp"

namespace goto_mock_auth {
namespace {

constexpr unsigned kMaxSeconds = 3600;

struct PlaceWord {
  std::string_view word;
  FaultPlace place;
};

constexpr std::array<PlaceWord, 5> kPlaceWords = {{{"device", FaultPlace::Device},
                                                   {"par", FaultPlace::Par},
                                                   {"revoke", FaultPlace::Revoke},
                                                   {"introspect", FaultPlace::Introspect},
                                                   {"metadata", FaultPlace::Metadata}}};

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

const FaultKind& kind_of(std::string_view name) {
  std::string known;
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.name == name) {
      return kind;
    }
    known += (known.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw std::invalid_argument("unknown fault '" + std::string(name) + "'; the kinds are " + known);
}

std::string checked_value(const FaultKind& kind, std::string_view value) {
  const auto reject = [&kind](const std::string& reason) {
    throw std::invalid_argument("fault '" + std::string(kind.name) + "' " + reason);
  };
  if (kind.value_name.empty()) {
    reject("takes no value");
  }
  if (value.empty()) {
    reject("lacks its value after '='");
  }
  if (kind.value_name == kSeconds && parse_number(value).value_or(kMaxSeconds + 1) > kMaxSeconds) {
    reject("takes whole seconds from 0 to " + std::to_string(kMaxSeconds));
  }
  return std::string(value);
}

// The endpoint that stands in front of a kind.
FaultPlace place_of(std::string_view word, const FaultKind& kind) {
  const auto* const found =
      std::ranges::find_if(kPlaceWords, [word](const PlaceWord& row) { return row.word == word; });
  if (found == kPlaceWords.end()) {
    throw std::invalid_argument("unknown endpoint '" + std::string(word) + "' in a fault; there are " +
                                fault_place_words());
  }
  if (!kind.may_move() && kind.place != found->place) {
    throw std::invalid_argument("fault '" + std::string(kind.name) + "' cannot strike at another endpoint");
  }
  return found->place;
}

}  // namespace

const std::vector<FaultKind>& fault_kinds() {
  static const std::vector<FaultKind> kinds = [] {
    const std::array<std::pair<FaultPlace, std::vector<FaultKind>>, 5> tables = {
        {{FaultPlace::Token, replacement_faults()},
         {FaultPlace::Token, token_response_faults()},
         {FaultPlace::Redirect, redirect_faults()},
         {FaultPlace::Device, device_response_faults()},
         {FaultPlace::Par, par_response_faults()}}};
    std::vector<FaultKind> all;
    for (const auto& [place, table] : tables) {
      for (const FaultKind& kind : table) {
        all.push_back(kind);
        all.back().place = place;
      }
    }
    return all;
  }();
  return kinds;
}

std::string fault_place_words() {
  std::string words;
  for (const PlaceWord& row : kPlaceWords) {
    words += (words.empty() ? "" : ", ") + std::string(row.word);
  }
  return words;
}

Fault parse_fault(std::string_view text) {
  Fault fault;
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    fault.remaining = parse_number(text.substr(colon + 1));
    if (fault.remaining.value_or(0) == 0) {
      throw std::invalid_argument("the count in fault '" + std::string(text) + "' is not a number from 1 on");
    }
    text = text.substr(0, colon);
  }
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const std::size_t slash = name.find('/');
  fault.kind = &kind_of(slash == std::string_view::npos ? name : name.substr(slash + 1));
  fault.place =
      slash == std::string_view::npos ? fault.kind->place : place_of(name.substr(0, slash), *fault.kind);
  fault.value = equals == std::string_view::npos ? std::string(fault.kind->default_value)
                                                 : checked_value(*fault.kind, text.substr(equals + 1));
  return fault;
}

std::optional<Fault> FaultPlan::take(FaultPlace place) {
  const std::lock_guard lock(mutex_);
  const auto next = std::find_if(faults_.begin(), faults_.end(), [place](const Fault& fault) {
    return fault.place == place && fault.remaining != 0U;
  });
  if (next == faults_.end()) {
    return std::nullopt;
  }
  if (next->remaining) {
    --*next->remaining;
  }
  return *next;
}

}  // namespace goto_mock_auth
