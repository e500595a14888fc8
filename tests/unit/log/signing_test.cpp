#include "log/signing.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "fakes/memory_log.h"
#include "log/head.h"

using namespace avow;
using namespace avow::log;
using namespace avow::testing;

namespace {

Checkpoint some_head(Lane lane, std::uint64_t size = 4) {
  LogId id;
  id.bytes.fill(3);
  return {origin_of(lane, id), size, Hash{9}};
}

Pen pen_of(std::uint64_t seed, SignedBytesTap tap = {}) {
  SeededRandom random(seed);
  auto a = crypto::new_signing_key(random);
  auto b = crypto::new_signing_key(random);
  auto c = crypto::new_signing_key(random);
  return Pen(std::move(a), std::move(b), std::move(c), std::move(tap));
}

// Does this end the program, as a broken rule of our own does?
template <typename Act>
bool aborts(Act act) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    act();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

template <typename Verify>
void check_each_bit_counts(Bytes signature, Verify verify) {
  CHECK(verify(signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    signature[bit / 8] = static_cast<std::uint8_t>(signature[bit / 8] ^ (1U << (bit % 8)));
    CHECK_FALSE(verify(signature));
    signature[bit / 8] = static_cast<std::uint8_t>(signature[bit / 8] ^ (1U << (bit % 8)));
  }
  CHECK_FALSE(verify(ByteView(signature).first(63)));
  signature.push_back(0);
  CHECK_FALSE(verify(signature));
  CHECK_FALSE(verify(ByteView{}));
}

}  // namespace

TEST_CASE("the pen: each key verifies only its own kind of statement") {
  const Pen pen = pen_of(1);
  const Checkpoint head = some_head(Lane::commitments);
  const auto signature = pen.sign_head(head);
  CHECK(verify_head(head, signature, pen.log_key()));
  CHECK_FALSE(verify_head(head, signature, pen.witness_key()));
  CHECK_FALSE(verify_head(some_head(Lane::commitments, 5), signature, pen.log_key()));
  const auto cosignature = pen.cosign(head, 900);
  CHECK(verify_cosignature(head, 900, cosignature, pen.witness_key()));
  CHECK_FALSE(verify_cosignature(head, 901, cosignature, pen.witness_key()));
  CHECK_FALSE(verify_cosignature(head, 900, cosignature, pen.log_key()));
  CHECK_FALSE(verify_head(head, cosignature, pen.witness_key()));
  const auto certificate = pen.certify("epoch", bytes_of("x"));
  CHECK(verify_certificate("epoch", bytes_of("x"), certificate, pen.export_key()));
  CHECK_FALSE(verify_certificate("export", bytes_of("x"), certificate, pen.export_key()));
  CHECK_FALSE(verify_certificate("epoch", bytes_of("y"), certificate, pen.export_key()));
}

TEST_CASE("every flipped bit of a signature is refused") {
  const Pen pen = pen_of(1);
  const Checkpoint head = some_head(Lane::commitments);
  check_each_bit_counts(to_bytes(pen.sign_head(head)), [&](ByteView s) { return verify_head(head, s, pen.log_key()); });
  check_each_bit_counts(to_bytes(pen.cosign(head, 900)),
                        [&](ByteView s) { return verify_cosignature(head, 900, s, pen.witness_key()); });
  check_each_bit_counts(to_bytes(pen.certify("epoch", bytes_of("x"))),
                        [&](ByteView s) { return verify_certificate("epoch", bytes_of("x"), s, pen.export_key()); });
}

TEST_CASE("a signature over a head of the notes lane counts for nothing, even by the right key") {
  SeededRandom random(1);
  const auto key = crypto::new_signing_key(random);
  const Checkpoint head = some_head(Lane::notes);
  CHECK_FALSE(verify_head(head, crypto::sign(key, bytes_of(to_text(head))), key.public_key));
  CHECK_FALSE(verify_cosignature(head, 1, crypto::sign(key, bytes_of(cosigned_message(1, to_text(head)))), key.public_key));
}

TEST_CASE("the pen refuses a head of the notes lane, or of no lane of ours") {
  const Pen pen = pen_of(1);
  for (const Checkpoint& head : {some_head(Lane::notes), Checkpoint{"example.com/log", 1, {}}, Checkpoint{}}) {
    CHECK(aborts([&] { (void)pen.sign_head(head); }));
    CHECK(aborts([&] { (void)pen.cosign(head, 900); }));
  }
  CHECK_FALSE(aborts([&] { (void)pen.sign_head(some_head(Lane::commitments)); }));
}

TEST_CASE("the tap sees every byte string that is signed") {
  std::vector<std::string> seen;
  const Pen pen = pen_of(1, [&](ByteView bytes) { seen.emplace_back(text_of(bytes)); });
  const Checkpoint head = some_head(Lane::commitments);
  (void)pen.sign_head(head);
  (void)pen.cosign(head, 900);
  (void)pen.certify("epoch", bytes_of("secret of the export"));
  REQUIRE(seen.size() == 3);
  CHECK(seen[0] == to_text(head));
  CHECK(seen[1] == "cosignature/v1\ntime 900\n" + to_text(head));
  CHECK(seen[2].starts_with("avow/v1 epoch\n"));
  CHECK(seen[2].size() == 14 + 32);
}

TEST_CASE("tags of notes heads: by key, by purpose, by head") {
  const Checkpoint head = some_head(Lane::notes);
  const crypto::Key key(Bytes(32, 1));
  const crypto::Key other(Bytes(32, 2));
  CHECK(notes_head_tag(key, head) == notes_head_tag(key, head));
  CHECK(notes_head_tag(key, head) != notes_head_tag(other, head));
  CHECK(notes_head_tag(key, head) != notes_ack_tag(key, head));
  CHECK(notes_head_tag(key, head) != notes_author_tag(key, head));
  CHECK(notes_head_tag(key, head) != notes_head_tag(key, some_head(Lane::notes, 5)));
}

TEST_CASE("in a whole exchange, nothing of the notes lane is ever signed") {
  std::vector<Bytes> signed_bytes;
  const SignedBytesTap tap = [&](ByteView bytes) { signed_bytes.push_back(to_bytes(bytes)); };
  MemoryLogStore ana(1, tap);
  MemoryLogStore ben(2, tap);
  MemoryLogStore::pair(ana, ben);
  for (const Lane lane : kLanes) {
    for (int i = 0; i < 3; ++i) REQUIRE(ana.append_own(lane, "text").ok());
  }
  const auto positions = ana.publish_heads().value();
  for (const LogPosition& position : positions) {
    if (position.ref.by != Author::me) continue;
    LogRef theirs = position.ref;
    theirs.by = Author::partner;
    const auto entries = ana.read_entries(position.ref, 0, position.size).value();
    REQUIRE(ben.append_received({theirs, 0, entries, *position.head, {}}).ok());
    const auto cosignature = ben.cosign(theirs, from_millis(1'800'000'000'000)).value();
    REQUIRE(cosignature.has_value());
    CHECK(ana.store_cosignature(position.ref, *cosignature).ok());
  }
  CHECK(signed_bytes.size() == 2);  // one head, one cosignature: commitments only
  std::vector<Bytes> forbidden;     // whatever a notes record leaves behind
  for (const LogPosition& position : positions) {
    if (position.ref.lane != Lane::notes || position.ref.by != Author::me) continue;
    forbidden.push_back(to_bytes(position.id.bytes));
    forbidden.push_back(to_bytes(position.root));
    forbidden.push_back(to_bytes(head_hash(position.head->checkpoint)));
    forbidden.push_back(position.head->authentication);
    forbidden.push_back(to_bytes(*position.head->author_tag));
    forbidden.push_back(to_bytes(bytes_of(position.head->checkpoint.origin)));
  }
  for (const Entry& entry : ana.entries(Lane::notes, Author::me)) {
    forbidden.push_back(to_bytes(leaf_hash(entry.header)));
    forbidden.push_back(to_bytes(decode_header(entry.header).value().commitment));
    forbidden.push_back(to_bytes(entry.payload.facts->salt));
    forbidden.push_back(to_bytes(entry.payload.words->salt));
    forbidden.push_back(to_bytes(entry.payload.words_commitment));
  }
  for (const Bytes& message : signed_bytes) {
    CHECK(text_of(message).find("/notes/") == std::string_view::npos);
    for (const Bytes& bytes : forbidden) CHECK(text_of(message).find(text_of(bytes)) == std::string_view::npos);
  }
}
