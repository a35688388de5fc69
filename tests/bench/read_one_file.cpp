// The yardstick of scripts/bench: a program with the libraries of goto-token that parses its options and
// reads one file, and does nothing with either.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  CLI::App app;
  std::string path;
  app.add_option("--file", path)->required();
  CLI11_PARSE(app, argc, argv);
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return 1;
  }
  std::array<char, 65536> text = {};
  const std::size_t size = std::fread(text.data(), 1, text.size(), file);
  return std::fwrite(text.data(), 1, size, stdout) == size ? 0 : 1;
}
