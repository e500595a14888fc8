// Nothing that is ever signed leads to a note. Two people live through notes and promises and sync; then everything
// that either vault signed, and everything that those signatures cover (all records of commitments), is searched for
// anything of the notes lane, in every form in which it could hide.
#include <algorithm>
#include <cctype>
#include <cstring>

#include "base/encoding.h"
#include "sim/deeds.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::log;

namespace {

struct Secret {
  std::string what;
  Bytes bytes;
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}
std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Raw, hex, base64 (both alphabets) and base32 (Crockford and RFC 4648), each without what depends on the byte after.
std::vector<std::string> forms_of(const Bytes& bytes) {
  const std::string base64 = to_base64(bytes).substr(0, bytes.size() * 8 / 6);
  std::string url = base64;
  for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
  const std::string crockford = to_base32(bytes).substr(0, bytes.size() * 8 / 5);
  std::string rfc = crockford;
  for (char& c : rfc) c = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[base32_value(c)];
  const std::string hex = to_hex(bytes);
  return {std::string(text_of(bytes)), lower(hex),       upper(hex), base64, url,
          lower(crockford),            upper(crockford), lower(rfc), rfc};
}

// What of the secrets stands in these bytes.
std::vector<std::string> found_in(const std::string& bytes, const std::vector<Secret>& secrets) {
  std::vector<std::string> out;
  for (const Secret& secret : secrets) {
    for (const std::string& form : forms_of(secret.bytes)) {
      if (memmem(bytes.data(), bytes.size(), form.data(), form.size()) != nullptr) out.push_back(secret.what);
    }
  }
  return out;
}

// Everything of one author's notes lane that a signature could betray; entries are taken in as they are written,
// because a withdrawal destroys what it takes.
class NotesLane {
 public:
  explicit NotesLane(Person& author) : author_(author) {}

  void take_in_new() {
    const auto size = author_.vault().store().state().find(kRef)->size;
    while (next_ < size) {
      const auto entries = author_.vault().read_entries(kRef, next_, size);
      REQUIRE(entries.ok());
      for (const Entry& entry : *entries) take_in(entry);
    }
  }
  const std::vector<Secret>& secrets() const { return secrets_; }
  std::uint64_t size() const { return next_; }

 private:
  static constexpr LogRef kRef{Lane::notes, Author::me, 0};

  void add(const std::string& what, ByteView bytes) {
    if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; })) return;
    REQUIRE(bytes.size() >= 16);
    secrets_.push_back({what, to_bytes(bytes)});
  }
  void take_in(const Entry& entry) {
    const auto header = decode_header(entry.header);
    REQUIRE(header.ok());
    if (next_ == 0) add("log id", header->log_id.bytes);
    add("header", entry.header);
    add("header's random", header->random);
    add("record id", record_id(header->log_id, header->random).bytes);
    add("seen hash", header->seen_hash);
    add("commitment", header->commitment);
    add("words commitment", entry.payload.words_commitment);
    REQUIRE((entry.payload.facts && entry.payload.words));
    add("facts", entry.payload.facts->bytes);
    add("facts salt", entry.payload.facts->salt);
    if (entry.payload.words->bytes.size() > 8) add("words", entry.payload.words->bytes);  // 8: no words at all
    add("words salt", entry.payload.words->salt);
    std::vector<Node> completed;
    tree_.append(leaf_hash(entry.header), completed);
    for (const Node& node : completed) add(node.level == 0 ? "leaf hash" : "node hash", node.hash);
    take_in_head(header->log_id);
    ++next_;
  }
  // As it is at this size, whether it was ever shown or not.
  void take_in_head(const LogId& id) {
    const Checkpoint head{origin_of(Lane::notes, id), tree_.size(), tree_.root()};
    const auto& secrets = author_.vault().keys().pair().secrets;
    add("root", head.root);
    add("head text", bytes_of(to_text(head)));
    add("head hash", head_hash(head));
    add("head tag", notes_head_tag(secrets.notes_mine, head));
    add("ack tag", notes_ack_tag(secrets.notes_mine, head));
    add("author tag", notes_author_tag(author_.vault().keys().my_notes(), head));
  }

  Person& author_;
  Frontier tree_;
  std::uint64_t next_ = 0;
  std::vector<Secret> secrets_;
};

// All records of promises: headers and both parts, as the heads that are signed cover them.
std::string commitments_of(Person& author) {
  std::string out;
  const LogRef ref{Lane::commitments, Author::me, 0};
  const auto size = author.vault().store().state().find(ref)->size;
  for (std::uint64_t next = 0; next < size;) {
    const auto entries = author.vault().read_entries(ref, next, size);
    REQUIRE(entries.ok());
    for (const Entry& entry : *entries) {
      out += text_of(entry.header);
      out += text_of(entry.payload.facts->bytes);
      if (entry.payload.words) out += text_of(entry.payload.words->bytes);
    }
    next += entries->size();
  }
  return out;
}

struct Life {
  explicit Life(std::uint64_t seed) : chance(seed), two(seed), deeds(chance) {
    two.pair();
    for (int round = 0; round < 12; ++round) {
      for (int i = 0; i < 10; ++i) {
        deeds.do_something(chance.below(2) == 0 ? two.a : two.b);
        of_a.take_in_new();
        of_b.take_in_new();
      }
      two.clock.advance(std::chrono::minutes(16));  // a new quarter hour: what arrived is cosigned
      REQUIRE(two.sync().ok());
    }
    secrets = of_a.secrets();
    secrets.insert(secrets.end(), of_b.secrets().begin(), of_b.secrets().end());
    for (const auto& text : deeds.note_texts()) secrets.push_back({"text of a note", to_bytes(bytes_of(text))});
    for (Person* person : {&two.a, &two.b}) {
      for (const Bytes& bytes : person->signed_bytes) {
        signed_bytes += text_of(bytes);
        signed_bytes += '\n';
      }
      covered += commitments_of(*person);
    }
  }
  SeededRandom chance;
  TwoPeople two;
  Deeds deeds;
  NotesLane of_a{two.a};
  NotesLane of_b{two.b};
  std::vector<Secret> secrets;
  std::string signed_bytes;
  std::string covered;
};

std::size_t count_of(const std::string& bytes, const std::string& what) {
  std::size_t out = 0;
  for (auto at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1)) ++out;
  return out;
}

}  // namespace

TEST_CASE("nothing that was ever signed, nor any record that it covers, leads to a note") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    const Life life(seed);
    REQUIRE(life.of_a.size() >= 10);
    REQUIRE(life.of_b.size() >= 10);
    REQUIRE(life.deeds.promises().size() >= 5);
    REQUIRE(count_of(life.signed_bytes, "avow/v1/commitments/") >= 20);  // heads and cosignatures …
    REQUIRE(count_of(life.signed_bytes, "cosignature/v1\ntime ") >= 8);  // … of these
    CHECK(found_in(life.signed_bytes, life.secrets).empty());
    CHECK(found_in(life.covered, life.secrets).empty());
    CHECK(count_of(life.signed_bytes, "/notes/") == 0);
    CHECK(count_of(life.covered, "number ") == 0);
  }
}

TEST_CASE("the search finds anything of the notes lane that is planted, in every form") {
  const Life life(4);
  std::set<std::string> kinds;
  for (const Secret& secret : life.secrets) {
    if (!kinds.insert(secret.what).second) continue;
    CAPTURE(secret.what);
    for (const std::string& form : forms_of(secret.bytes)) {
      const auto found = found_in(life.signed_bytes + form + life.covered, {secret});
      CHECK(std::find(found.begin(), found.end(), secret.what) != found.end());
    }
    const auto raw = found_in("somewhere " + std::string(text_of(secret.bytes)) + " inside", life.secrets);
    CHECK(std::find(raw.begin(), raw.end(), secret.what) != raw.end());
  }
  const std::set<std::string> all{"log id", "header", "header's random", "record id", "seen hash", "commitment",
                                  "words commitment", "facts", "facts salt", "words", "words salt", "leaf hash",
                                  "node hash", "root", "head text", "head hash", "head tag", "ack tag", "author tag",
                                  "text of a note"};
  CHECK(kinds == all);
}

TEST_CASE("a cosignature and a head of promises are found where they were signed") {
  // The search looks at the right bytes: what is signed of the commitments lane does stand there.
  Life life(5);
  const auto& log = *life.two.a.vault().store().state().find({Lane::commitments, Author::me, 0});
  REQUIRE(log.head.has_value());
  CHECK(count_of(life.signed_bytes, to_text(log.head->checkpoint)) >= 1);
  REQUIRE(log.cosignature.has_value());
  CHECK(count_of(life.signed_bytes, cosigned_message(log.cosignature->time_seconds,
                                                     to_text(log.cosignature->checkpoint))) == 1);
}
