// The pairing of two devices over one connection, by link: they prove to each other that they hold the same
// link, exchange identities, agree on the pair root, and end with five words for the two people to compare.
// Opens no lane: that waits for each person's confirmation. Owns no socket, clock, randomness or file.
//
//   joiner (has the link)                                     inviter (made it)
//   knock(72) = nonce ‖ tag ‖ message 1                  -->  silent unless the tag fits and the nonce is new
//   checks the link's hash, before anything of its own  <--   message 2 (4096): inviter's identity
//   message 3 (4096): joiner's identity                  -->  persists partner and root
//   words commit                                         -->
//                                                       <--   words reply
//   persists partner, root and words; words open, END    -->  persists words
//                                                       <--   END
//
// Noise_XXpsk0; prologue "avow/v1 pair" ‖ u16 version ‖ nonce. Messages 2 and 3 are always 4096 bytes: their payload
// is u16 length ‖ Identity ‖ zeros. Then records of noise::Channel, each carrying PairingMessage of pairing.capnp.
//
// After any call: send pending_output(), drain poll_event(), re-arm next_timeout(). After Finished: send what is
// pending, shut down sending, and read until the peer closes. Run one ceremony of an invite at a time; a new one
// replaces the older. A connection that closes before finished() was cut: run the whole ceremony again with the
// same link; the same two people may, nobody else.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <variant>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "noise/channel.h"
#include "noise/handshake.h"
#include "pairing/link.h"
#include "pairing/pairing_store.h"
#include "pairing/words_message.h"

namespace avow::pairing {

inline constexpr std::uint16_t kPairingVersion = 1;
inline constexpr std::size_t kHandshakeMessageBytes = 4096;  // messages 2 and 3 on the wire, exact

// What a listener compares the first noise::kKnockBytes of a connection with, before it builds a ceremony.
crypto::Key pairing_knock_key(const crypto::Key& psk);
bool is_pairing_knock(const crypto::Key& knock_key, ByteView bytes);

struct PartnerSeen {        // who it is; proven to hold these keys
  PartnerKeys partner;
};
struct PartnerPersisted {};
struct WordsReady {         // both sides have persisted the pairing
  noise::FiveWords words;
  std::string partner_name;
};
struct Finished {};         // END went out and came in
using PairingEvent = std::variant<PartnerSeen, PartnerPersisted, WordsReady, Finished>;

// What a ceremony works with. `store` and `random` must outlive it; the rest is copied.
struct CeremonyParts {
  const Invite& invite;
  const OwnIdentity& own;
  PairingStore& store;
  RandomSource& random;
  // Two who are paired renew their keys: the other one is whoever has this export key, instead of the link's maker.
  std::optional<crypto::PublicKey> known_partner = {};
};

// Resource.
class Ceremony {
 public:
  // Error{refused}: the link has expired (by `wall_now`), or is one's own. Error{usage}: own identity is not sound.
  static Result<std::unique_ptr<Ceremony>> join(const CeremonyParts& parts, TimePoint now, Instant wall_now);
  // Takes the connection from its first byte. A wrong, replayed or late knock makes it deaf and silent until
  // `silence_until`, when a stranger's connection would be closed too.
  // Error{refused}: expired, or the link was made for other keys.
  static Result<std::unique_ptr<Ceremony>> invite(const CeremonyParts& parts, TimePoint now, Instant wall_now,
                                                  TimePoint silence_until);
  Ceremony(const Ceremony&) = delete;
  Ceremony& operator=(const Ceremony&) = delete;

  // An Error is final: close the link, say nothing. Later calls answer Error{closed}.
  Result<void> receive(ByteView bytes, TimePoint now);
  Result<void> handle_timeout(TimePoint now);  // early or repeated calls do nothing
  ByteView pending_output() const;             // valid until the next non-const call
  void output_sent(std::size_t count);
  std::optional<PairingEvent> poll_event();
  std::optional<TimePoint> next_timeout() const;
  bool finished() const { return state_ == State::finished; }
  // The other side holds the link, whoever it is. Joiner only.
  bool other_knows_link() const { return other_knows_link_; }

 private:
  enum class State {
    await_knock, deaf, await_message_2, await_message_3,
    await_commit, await_reply, await_open, await_end, finished, failed,
  };

  Ceremony(const CeremonyParts& parts, Role role);
  Result<void> knock(TimePoint now);
  Result<void> receive_all(ByteView bytes, TimePoint now);
  std::size_t handshake_bytes_wanted() const;  // of the current step; 0 after the handshake
  Result<void> take_handshake_message(TimePoint now);
  Result<void> take_knock(TimePoint now);
  Result<void> take_message_2(TimePoint now);
  Result<void> take_message_3(TimePoint now);
  Result<void> start_handshake(const KnockNonce& nonce);
  Result<void> send_identity();
  Result<void> read_identity();
  Result<void> check_known() const;
  void open_channel(TimePoint now);
  Result<void> take_records(ByteView bytes);
  Result<void> take_words_message(ByteView bytes);
  Result<void> take_commit(const WordsMessage& message);
  Result<void> take_reply(const WordsMessage& message);
  Result<void> take_open(const WordsMessage& message);
  void say(WordsStep step, const ByteArray<32>& value);
  Result<void> persist_partner();
  Result<void> persist_words();
  void finish_if_ended();
  Result<void> fail(Error error);

  const Role role_;
  State state_;
  PairingStore& store_;
  RandomSource& random_;
  const Hash inviter_hash_;
  const std::optional<crypto::PublicKey> known_partner_;
  const PartnerKeys mine_;
  std::optional<crypto::Key> psk_;                 // these two until the handshake has them
  std::optional<crypto::AgreementKey> my_static_;
  TimePoint deadline_{};
  TimePoint silence_until_{};                      // these two: inviter
  TimePoint expires_at_{};
  std::optional<noise::HandshakeState> handshake_;
  std::optional<noise::Channel> channel_;          // once the handshake is over
  noise::Hash64 handshake_hash_{};
  std::optional<crypto::Key> pair_root_;           // until it is persisted
  PartnerKeys partner_;
  Hash commitment_{};                              // inviter: what came
  noise::WordsRandom joiner_random_{};
  noise::WordsRandom inviter_random_{};
  bool other_knows_link_ = false;
  Bytes input_;                                    // an unfinished knock or handshake message
  Bytes output_;                                   // the same to be sent; the channel has its own
  std::deque<PairingEvent> events_;
};

}  // namespace avow::pairing
