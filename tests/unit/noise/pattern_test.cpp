#include "noise/pattern.h"

#include <doctest/doctest.h>

using namespace avow;
using namespace avow::noise;

TEST_CASE("modifiers put the psk where Noise says") {
  using enum Token;
  using Messages = std::vector<std::vector<Token>>;
  CHECK(pattern_of("KKpsk0").value().messages == Messages{{psk, e, es, ss}, {e, ee, se}});
  CHECK(pattern_of("KKpsk2").value().messages == Messages{{e, es, ss}, {e, ee, se, psk}});
  CHECK(pattern_of("XXpsk3").value().messages == Messages{{e}, {e, ee, s, es}, {s, se, psk}});
  CHECK(pattern_of("NNpsk0+psk2").value().messages == Messages{{psk, e}, {e, ee, psk}});
  CHECK(pattern_of("Kpsk0").value().messages == Messages{{psk, e, es, ss}});
  CHECK(pattern_of("Kpsk0+psk1").value().psk_count() == 2);
  CHECK(pattern_of("XXpsk0").value().protocol_name() == "Noise_XXpsk0_25519_ChaChaPoly_SHA512");
  CHECK(pattern_of("K").value().one_way());
  CHECK_FALSE(pattern_of("KK").value().one_way());
}

TEST_CASE("names that are no pattern") {
  for (const std::string_view name : {"", "psk0", "QQ", "kk", "KKK", "KKpsk", "KKpsk3", "XXpsk4", "KKpsk0psk2", "KKpsk0+",
                                      "KKpsk0+psk0", "KKpsk2+psk0", "KK+psk0", "KKpsk-1", "KKpskx", "KKhfs", "Kpsk2"}) {
    CAPTURE(name);
    CHECK(pattern_of(name).error().code == Errc::not_found);
  }
}
