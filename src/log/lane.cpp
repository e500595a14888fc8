#include "log/lane.h"

#include "crypto/hash.h"

namespace avow::log {

std::string_view name_of(Lane lane) {
  switch (lane) {
    case Lane::commitments: return "commitments";
    case Lane::notes: return "notes";
  }
  AVOW_ASSERT(!"a lane that does not exist");
}

std::string_view name_of(Author author) {
  switch (author) {
    case Author::me: return "me";
    case Author::partner: return "partner";
  }
  AVOW_ASSERT(!"an author who does not exist");
}

LogId make_log_id(Lane lane, std::uint16_t epoch, const crypto::PublicKey& log_key,
                  const crypto::PublicKey& witness_key) {
  const auto lane_byte = little_endian(static_cast<std::uint8_t>(lane));
  return {first<16>(crypto::blake2b(
      {bytes_of("avow/v1 log"), lane_byte, little_endian(epoch), log_key, witness_key}))};
}

}  // namespace avow::log
