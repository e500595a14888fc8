// avow_make_vault VAULT STATE_HOME [NAME]: makes a vault with a cheap key derivation for tests. The passphrase is
// the first line of standard input; the recovery code goes to standard output.

#include <cstdio>
#include <iostream>
#include <string>

#include "crypto/init.h"
#include "instance/instance.h"

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "usage: avow_make_vault VAULT STATE_HOME [NAME] < passphrase\n");
    return 2;
  }
  std::string passphrase;
  std::getline(std::cin, passphrase);
  if (!avow::crypto::start().ok()) return 1;
  const avow::crypto::KdfCost cheap{.memory_bytes = 65536, .passes = 1};
  const auto made =
      avow::instance::create_vault({argv[1], argv[2]}, avow::bytes_of(passphrase), argc == 4 ? argv[3] : "", cheap);
  if (!made.ok()) {
    std::fprintf(stderr, "avow_make_vault: %s %s\n", avow::name_of(made.error().code), made.error().context.c_str());
    return 1;
  }
  std::cout << avow::text_of(made->recovery_text.view()) << std::endl;
  if (!made->code_was_shown().ok()) return 1;
  return 0;
}
