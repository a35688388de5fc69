// Feeds a fuzz target its corpus without libFuzzer: each file whole, cut short at every length, and changed
// at random, the same in each run.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLongestInput = 4096;  // as in a run of libFuzzer without -max_len
constexpr int kMutantsOfEachFile = 200;
constexpr unsigned kMostChanges = 5;

using Random = std::mt19937;

// What the target is looking at; a signal handler takes no argument of ours.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::string_view current_input;

/// Shows the input that ended the replay, between two lines of its own.
extern "C" void show_current_input(int /*signal*/) {
  for (const std::string_view part : {"the input was:\n---\n"sv, current_input, "\n---\n"sv}) {
    if (::write(STDERR_FILENO, part.data(), part.size()) < 0) {
      return;
    }
  }
}

void feed(std::string_view input) {
  current_input = input;
  // A copy of exactly that size, so that AddressSanitizer sees a read behind its end.
  const std::vector<std::uint8_t> copy(input.begin(), input.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

std::size_t pick(Random& random, std::size_t count) {
  return random() % count;
}

/// A byte that parsers care about more often than not.
char pick_byte(Random& random) {
  constexpr std::string_view kTelling = "\0\t\n\r \"#%&'+,-./0:;<=>?@[\\]`{}\x7F\x80\xC2\xE2\xFF"sv;
  return pick(random, 4) == 0 ? static_cast<char>(pick(random, 256))
                              : kTelling[pick(random, kTelling.size())];
}

/// One change: a byte replaced, put in or taken out, or a piece of `other` put in.
void change(std::string& text, std::string_view other, Random& random) {
  const std::size_t at = pick(random, text.size() + 1);
  switch (pick(random, 4)) {
    case 0:
      text.replace(at, std::min<std::size_t>(1, text.size() - at), 1, pick_byte(random));
      break;
    case 1:
      text.insert(at, 1, pick_byte(random));
      break;
    case 2:
      text.erase(at, 1 + pick(random, 8));
      break;
    default:
      text.insert(at, other.substr(pick(random, other.size() + 1), 1 + pick(random, 32)));
  }
}

void feed_with_variations(const std::string& seed, const std::vector<std::string>& corpus, Random& random) {
  for (std::size_t length = 0; length <= seed.size(); ++length) {
    feed(std::string_view(seed).substr(0, length));
  }
  for (int i = 0; i < kMutantsOfEachFile; ++i) {
    std::string mutant = seed;
    for (std::size_t changes = 1 + pick(random, kMostChanges); changes > 0; --changes) {
      change(mutant, corpus[pick(random, corpus.size())], random);
    }
    feed(mutant);
  }
}

/// The files of a folder in the order of their names.
std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::copy(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator(),
            std::back_inserter(paths));
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    corpus.back().resize(std::min(corpus.back().size(), kLongestInput));
  }
  return corpus;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "%s is empty\n", argv[1]);
    return 1;
  }
  std::signal(SIGABRT, show_current_input);
  Random random;  // seeded by default: each run is the same
  for (const std::string& seed : corpus) {
    feed_with_variations(seed, corpus, random);
  }
  std::printf("replayed %zu files with their variations\n", corpus.size());
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "an exception came out: %s\n", error.what());
  std::abort();
}
