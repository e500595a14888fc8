// Identity and PairingMessage of pairing.capnp.
#include "base/limits.h"
#include "base/reason.h"
#include "base/text.h"
#include "pairing/address.h"
#include "pairing/identity.h"
#include "pairing/words_message.h"
#include "protocol/pairing.capnp.h"
#include "wire/message.h"

namespace avow::pairing {
namespace {

constexpr std::uint16_t kIdentityVersion = 1;

Result<ByteArray<32>> fixed_32(capnp::Data::Reader data) {
  if (data.size() != 32) return Error{Errc::malformed, "a key or number that is not 32 bytes"};
  return first<32>(wire::view_of(data));
}

Result<PartnerKeys> read_identity(schema::Identity::Reader in, const crypto::PublicKey& static_key) {
  if (in.getVersion() != kIdentityVersion) return Error{Errc::newer_version, std::string(reason::kLaterPartner)};
  PartnerKeys keys;
  keys.static_key = static_key;
  AVOW_TRY(keys.export_key, fixed_32(in.getExportKey()));
  AVOW_TRY(keys.log_key, fixed_32(in.getLogKey()));
  AVOW_TRY(keys.witness_key, fixed_32(in.getWitnessKey()));
  keys.name = wire::view_of(in.getName());
  const auto addresses = in.getAddresses();
  if (addresses.size() > limits::kAddressesMax) return Error{Errc::too_large, "too many addresses"};
  for (const auto address : addresses) keys.addresses.emplace_back(wire::view_of(address));
  AVOW_CHECK(check_identity(keys));
  return keys;
}

Result<WordsMessage> message_of(WordsStep step, capnp::Data::Reader data) {
  AVOW_TRY(const auto value, fixed_32(data));
  return WordsMessage{step, value};
}

Result<WordsMessage> read_words(schema::PairingMessage::Reader in) {
  switch (in.which()) {
    case schema::PairingMessage::UNSET: break;
    case schema::PairingMessage::WORDS_COMMIT: return message_of(WordsStep::commit, in.getWordsCommit());
    case schema::PairingMessage::WORDS_REPLY: return message_of(WordsStep::reply, in.getWordsReply());
    case schema::PairingMessage::WORDS_OPEN: return message_of(WordsStep::open, in.getWordsOpen());
  }
  return Error{Errc::malformed, "a pairing message of an unknown kind"};
}

}  // namespace

Bytes encode_identity(const PartnerKeys& keys) {
  AVOW_ASSERT(check_identity(keys).ok());
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Identity>();
  out.setVersion(kIdentityVersion);
  out.setExportKey(wire::data_of(keys.export_key));
  out.setLogKey(wire::data_of(keys.log_key));
  out.setWitnessKey(wire::data_of(keys.witness_key));
  out.setName(wire::text_for(keys.name));
  auto addresses = out.initAddresses(static_cast<unsigned>(keys.addresses.size()));
  for (unsigned i = 0; i < addresses.size(); ++i) addresses.set(i, wire::text_for(keys.addresses[i]));
  Bytes bytes = wire::encode_message(message);
  AVOW_ASSERT(bytes.size() <= kIdentityBytesMax);
  return bytes;
}

Result<PartnerKeys> decode_identity(ByteView bytes, const crypto::PublicKey& static_key) {
  return wire::read_message<schema::Identity>(
      bytes, kIdentityBytesMax, [&](schema::Identity::Reader in) { return read_identity(in, static_key); });
}

Bytes encode_words_message(const WordsMessage& words) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::PairingMessage>();
  const auto value = wire::data_of(words.value);
  switch (words.step) {
    case WordsStep::commit: out.setWordsCommit(value); break;
    case WordsStep::reply: out.setWordsReply(value); break;
    case WordsStep::open: out.setWordsOpen(value); break;
  }
  return wire::encode_message(message);
}

Result<WordsMessage> decode_words_message(ByteView bytes) {
  return wire::read_message<schema::PairingMessage>(bytes, kWordsMessageBytesMax, read_words);
}

}  // namespace avow::pairing
