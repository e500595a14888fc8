#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "crypto/init.h"

int main(int argc, char** argv) {
  if (!avow::crypto::start().ok()) return 1;
  return doctest::Context(argc, argv).run();
}
