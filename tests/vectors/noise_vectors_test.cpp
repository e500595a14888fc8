// Every published handshake of our suite, both sides, byte for byte (cacophony, snow, flynn); and Padmé lengths.
#include <doctest/doctest.h>

#include "base/padme.h"
#include "fakes/fixed_random.h"
#include "noise/handshake.h"
#include "vectors/vector_files.h"

using namespace avow;
using namespace avow::noise;
using avow::testing::hex;

namespace {

const testing::Shape kHandshakes{"noise", "vectors", "protocol_name"};
const testing::Shape kLengths{"padding", "rows", ""};
constexpr std::string_view kPrefix = "Noise_";
constexpr std::string_view kSuffix = "_25519_ChaChaPoly_SHA512";

// One side of a vector, with all that its handshake needs to live.
class Side {
 public:
  Side(const Pattern& pattern, Role role, const nlohmann::json& vector)
      : random_(field(vector, role, "_ephemeral")), prologue_(field(vector, role, "_prologue")) {
    const Bytes secret = field(vector, role, "_static");
    if (!secret.empty()) mine_ = crypto::agreement_key_from_secret(crypto::Key(ByteView(secret)));
    HandshakeKeys keys;
    if (mine_) keys.mine = &*mine_;
    const Bytes theirs = field(vector, role, "_remote_static");
    const bool known = role == Role::initiator ? pattern.responder_known : pattern.initiator_known;
    if (known) keys.theirs = first<32>(theirs);
    if (vector.contains(name(role) + "_psks")) {
      for (const auto& psk : vector[name(role) + "_psks"]) psks_.emplace_back(ByteView(hex(psk)));
    }
    keys.psks = psks_;
    keys.prologue = prologue_;
    auto started = HandshakeState::start(pattern, role, keys, random_);
    REQUIRE_MESSAGE(started.ok(), started.error().context);
    handshake_.emplace(std::move(started).value());
  }

  Bytes say(ByteView payload) {
    if (!handshake_->finished()) return handshake_->write_message(payload).value();
    split();
    Bytes out;
    REQUIRE(split_->send.encrypt({}, payload, out).ok());
    return out;
  }
  Bytes hear(ByteView message) {
    if (!handshake_->finished()) return handshake_->read_message(message).value();
    split();
    return split_->receive.decrypt({}, message).value();
  }
  const HandshakeState& handshake() const { return *handshake_; }

 private:
  static std::string name(Role role) { return role == Role::initiator ? "init" : "resp"; }
  static Bytes field(const nlohmann::json& vector, Role role, const std::string& what) {
    return vector.contains(name(role) + what) ? hex(vector[name(role) + what]) : Bytes{};
  }
  void split() {
    if (!split_) split_ = handshake_->split();
  }

  testing::FixedRandom random_;
  Bytes prologue_;
  std::optional<crypto::AgreementKey> mine_;
  std::vector<crypto::Key> psks_;
  std::optional<HandshakeState> handshake_;
  std::optional<Split> split_;
};

void run_vector(const Pattern& pattern, const nlohmann::json& vector) {
  Side initiator(pattern, Role::initiator, vector);
  Side responder(pattern, Role::responder, vector);
  for (const auto& message : vector["messages"]) {
    const bool by_initiator = message["sender"] == "init";
    Side& sender = by_initiator ? initiator : responder;
    Side& receiver = by_initiator ? responder : initiator;
    const Bytes payload = hex(message["payload"]);
    const Bytes said = sender.say(payload);
    CHECK(to_hex(said) == to_hex(hex(message["ciphertext"])));
    CHECK(receiver.hear(said) == payload);
  }
  REQUIRE(initiator.handshake().finished());
  CHECK(initiator.handshake().handshake_hash() == responder.handshake().handshake_hash());
  if (vector.contains("handshake_hash")) {
    CHECK(to_hex(initiator.handshake().handshake_hash()) == to_hex(hex(vector["handshake_hash"])));
  }
}

}  // namespace

TEST_CASE("published noise handshakes") {
  testing::for_each_vectors(kHandshakes, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& vector : file.at("vectors")) {
      const auto name = vector["protocol_name"].get<std::string>();
      const std::string what = name + " of " + vector["source"].get<std::string>();
      CAPTURE(what);
      if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) {
        testing::report_skipped(what, "another suite");
        continue;
      }
      const auto pattern = pattern_of(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size()));
      if (!pattern.ok()) {
        testing::report_skipped(what, "a pattern that avow does not have");
        continue;
      }
      CHECK(pattern->protocol_name() == name);
      run_vector(*pattern, vector);
      ++ran;
    }
    testing::report_ran("noise handshakes", ran);
  });
}

TEST_CASE("padme lengths") {
  testing::for_each_vectors(kLengths, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& row : file.at("rows")) {
      CHECK(padme(row[0].get<std::uint64_t>()) == row[1].get<std::uint64_t>());
      ++ran;
    }
    for (const auto& row : file.value("published", nlohmann::json::array())) {
      CHECK(padme(row["L"].get<std::uint64_t>()) == row["padded"].get<std::uint64_t>());
      ++ran;
    }
    testing::report_ran("padme lengths", ran);
  });
}

TEST_CASE("files that no noise test knows are skipped by name") {
  testing::skip_unknown_files("noise", {kHandshakes});
  testing::skip_unknown_files("padding", {kLengths});
}
