// What of one person could reach somebody else, for tests that say: with or without this or that, it is the same.
#pragma once

#include "unit/app/support.h"
#include "wire/json.h"

namespace avow::testing {

// Everything of one person that could reach somebody else, and every answer that counts something.
struct Outside {
  std::vector<Bytes> line;     // both directions of a sync
  std::vector<Bytes> entries;  // headers and payloads of both logs
  std::vector<Bytes> signed_bytes;
  std::string status;
  std::uint64_t sent = 0;
  bool operator==(const Outside&) const = default;
};

// Of `two.a`, who from here on writes the same as in every other life of that seed.
inline Outside seen_from_outside(TwoPeople& two) {
  two.a.close();
  two.b.close();
  two.a.random.restart(402);  // Why: what was done before drew ids and nonces from the same chance
  two.b.random.restart(403);
  two.a.signed_bytes.clear();
  two.a.open();
  two.b.open();
  Outside out;
  two.on_line = [&out](ByteView bytes) { out.line.push_back(to_bytes(bytes)); };
  two.a.note("hello");
  two.a.offer("I will call", "2027-01-20T18:00");
  two.b.note("hello back");
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  two.on_line = nullptr;
  out.sent = synced->sent;
  for (const auto lane : log::kLanes) {
    const log::LogRef ref{lane, log::Author::me, 0};
    const auto entries = two.a.vault().read_entries(ref, 0, log_of(two.a, lane, log::Author::me).size);
    REQUIRE(entries.ok());
    for (const auto& entry : *entries) {
      out.entries.push_back(entry.header);
      out.entries.push_back(entry.payload.facts->bytes);
      out.entries.push_back(entry.payload.words->bytes);
    }
  }
  out.signed_bytes = two.a.signed_bytes;
  out.status = *wire::to_json<schema::Status>(ask(two.a, [](Request request) { request.setStatus(); })->result().getStatus());
  CHECK(two.a.verified());
  return out;
}

}  // namespace avow::testing
