// A record of the private lane: the forgiveness journal, the log of one's own boundaries, signs of trust ticked for
// oneself, a thought for a session. It is in no log and under no signature; no message, count or size that the partner
// or a stranger with the line could see holds anything of it. Value.
#pragma once

#include "ledger/record.h"

namespace avow::app {

// The numbers are stored and never change.
enum class PrivateKind : std::uint8_t { journal = 1, boundary_log = 2, sign_tick = 3, agenda_item = 4, other = 5 };
std::string_view name_of(PrivateKind kind);  // "journal", "boundary", "sign", "session", "other"
std::optional<PrivateKind> private_kind_named(std::string_view name);

// What PrivateRecord::value says of a boundary.
inline constexpr std::uint8_t kBoundaryHeld = 1;
inline constexpr std::uint8_t kBoundaryCrossed = 2;

struct PrivateRecord {
  RecordId id;            // 16 random bytes
  PrivateKind kind = PrivateKind::other;
  Instant said_at{};      // of a journal only its order is ever shown
  RecordId subject;       // the boundary or session that it is about; a journal's: the note that shares a sentence of it
  std::uint8_t value = 0;
  ledger::Words words;
  bool operator==(const PrivateRecord&) const = default;
};

// The plain bytes of its item, whose key is the id. Errors of ledger::encode(Words).
Result<Bytes> encode(const PrivateRecord& record);
// Error{newer_version}, Error{damaged}.
Result<PrivateRecord> decode_private_record(ByteView key, ByteView bytes);

}  // namespace avow::app
