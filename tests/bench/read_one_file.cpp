// The yardstick of scripts/bench: a program with the libraries of goto-token that parses its options and
// reads one file, and does nothing with either.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  CLI::App app;
  std::string path;
  app.add_option("--file", path)->required();
  CLI11_PARSE(app, argc, argv);
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
