// Reads env files from standard input, each written as its length in bytes, a line feed and the bytes, until
// end of file. For each prints the number of its keys and a line feed, then every key and every value,
// written as the files are.
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

#include "goto_token/config/dotenv.hpp"

namespace {

void print_string(std::string_view text) {
  std::cout << text.size() << '\n' << text;
}

bool read_file(std::string& file) {
  std::size_t size = 0;
  if (!(std::cin >> size)) {
    return false;
  }
  std::cin.ignore();
  file.resize(size);
  return static_cast<bool>(std::cin.read(file.data(), static_cast<std::streamsize>(size)));
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string file;
  while (read_file(file)) {
    const goto_token::DotenvValues values = goto_token::parse_dotenv(file);
    std::cout << values.size() << '\n';
    for (const auto& [key, value] : values) {
      print_string(key);
      print_string(value);
    }
  }
  return std::cin.eof() ? 0 : 1;
}
