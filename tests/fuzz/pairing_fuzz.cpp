// A pairing under attack. The first byte chooses: raw bytes at the inviter, at the joiner, an identity or words
// message alone, or a real conversation whose bytes are changed and sliced as the input says. Nothing crashes, a
// stranger hears nothing, and what is persisted on one side is true of the other.
#include <algorithm>
#include <map>

#include "crypto/init.h"
#include "fakes/seeded_random.h"
#include "pairing/ceremony.h"

using namespace avow;
using namespace avow::pairing;

namespace {

const TimePoint kStart{std::chrono::seconds(5)};
const Instant kWall = from_millis(1'800'000'000'000);

class Store final : public PairingStore {
 public:
  Result<bool> remember_nonce(const KnockNonce&) override { return true; }
  Result<void> persist_partner(const PartnerKeys& keys, const crypto::Key& pair_root, Role) override {
    partner = keys;
    root = to_bytes(pair_root.view());
    return {};
  }
  Result<void> persist_words(const noise::FiveWords& five) override {
    words = five;
    return {};
  }
  std::optional<PartnerKeys> partner;
  Bytes root;
  std::optional<noise::FiveWords> words;
};

struct Side {
  explicit Side(std::uint64_t seed) : random(seed), own{crypto::new_agreement_key(random), {}} {
    own.keys.static_key = own.static_key.public_key;
    random.fill(own.keys.export_key);
    random.fill(own.keys.log_key);
    random.fill(own.keys.witness_key);
    own.keys.name = "somebody";
  }
  CeremonyParts parts(const Invite& link) { return {link, own, store, random}; }
  testing::SeededRandom random;
  OwnIdentity own;
  Store store;
};

struct Two {
  Side bea{1};
  Side ann{2};
  Invite link = std::move(new_invite(identity_hash(ann.own.keys), {"a:1"}, kWall + std::chrono::minutes(5), ann.random)).value();
  std::unique_ptr<Ceremony> joiner = std::move(Ceremony::join(bea.parts(link), kStart, kWall)).value();
  std::unique_ptr<Ceremony> inviter =
      std::move(Ceremony::invite(ann.parts(link), kStart, kWall, kStart + std::chrono::seconds(5))).value();
};

// Three bytes a change: u16 place in the stream, and what to flip there (its lowest bit chooses the direction).
using Changes = std::map<std::size_t, std::uint8_t>;

bool carry(Ceremony& from, Ceremony& to, std::size_t slice, std::size_t& at, const Changes& changes, bool& moved) {
  const ByteView pending = from.pending_output();
  if (pending.empty()) return true;
  Bytes bytes = to_bytes(pending.first(std::min(slice, pending.size())));
  from.output_sent(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i, ++at) {
    if (const auto found = changes.find(at); found != changes.end()) bytes[i] ^= found->second;
  }
  moved = true;
  return to.receive(bytes, kStart).ok();
}

void converse(ByteView input) {
  Two two;
  const std::size_t slice = input.empty() ? 5'000 : 1 + 37 * std::size_t{input[0]};
  Changes changes[2];
  for (std::size_t i = 1; i + 3 <= input.size(); i += 3) {
    const std::size_t place = from_little_endian<std::uint16_t>(input.subspan(i, 2));
    changes[input[i + 2] & 1U][place] = input[i + 2];
  }
  std::size_t at[2] = {0, 0};
  for (bool moved = true; moved;) {
    moved = false;
    if (!carry(*two.joiner, *two.inviter, slice, at[0], changes[0], moved)) break;
    if (!carry(*two.inviter, *two.joiner, slice, at[1], changes[1], moved)) break;
  }
  const Store& bea = two.bea.store;
  const Store& ann = two.ann.store;
  AVOW_ASSERT(!ann.partner || *ann.partner == two.bea.own.keys);
  AVOW_ASSERT(!bea.partner || (*bea.partner == two.ann.own.keys && ann.partner && bea.root == ann.root));
  AVOW_ASSERT(!ann.words || (bea.words && *bea.words == *ann.words));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) { return crypto::start().ok() ? 0 : 1; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView input(data + 1, size - 1);
  switch (data[0] % 5) {
    case 0: {
      Two two;
      AVOW_ASSERT(two.inviter->receive(input, kStart).ok() && two.inviter->pending_output().empty());
      break;
    }
    case 1: {
      Two two;
      two.joiner->output_sent(two.joiner->pending_output().size());
      const auto received = two.joiner->receive(input, kStart);
      AVOW_ASSERT(received.ok() == (input.size() < kHandshakeMessageBytes) && two.joiner->pending_output().empty());
      break;
    }
    case 2: {
      crypto::PublicKey key{};
      key.fill(1);
      const auto keys = decode_identity(input, key);
      if (keys.ok()) AVOW_ASSERT(*decode_identity(encode_identity(*keys), key) == *keys);
      break;
    }
    case 3: {
      const auto words = decode_words_message(input);
      if (words.ok()) AVOW_ASSERT(*decode_words_message(encode_words_message(*words)) == *words);
      break;
    }
    default: converse(input);
  }
  return 0;
}
