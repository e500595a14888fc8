// One person's vault while it is unlocked: the store, the keys and the projection, and the only writer of
// all three. Every change goes check → commit → fold → publish: nobody is told of anything that is not
// durable. Local commands and sync both append through it. Knows no sockets and speaks to nobody.
// Resource, single-threaded.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "app/backups_made.h"
#include "app/keyring.h"
#include "app/local_facts.h"
#include "app/projection.h"
#include "app/spoken_words.h"
#include "app/vault_values.h"
#include "base/random.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "log/chunk.h"
#include "log/log_store.h"
#include "pairing/link.h"
#include "pairing/pairing_store.h"
#include "store/high_water.h"
#include "store/lock.h"
#include "store/reserve.h"
#include "store/store.h"
#include "sync/session.h"

namespace avow::app {

class IncomingBundle;
class Searchable;

struct VaultPlace {
  std::filesystem::path vault;       // the vault's folder
  std::filesystem::path state_home;  // $XDG_STATE_HOME: the high-water file lives below it
};

// What a vault works with. All must outlive it.
struct VaultParts {
  RandomSource& random;
  Clock& clock;
  log::SignedBytesTap tap = {};      // sees every byte string before it is signed
};

class Vault final : public log::LogStore, public sync::SessionMemory {
 public:
  // Makes a vault, found by others only once keys and name are inside. `recovery_code`: 16 random bytes; call
  // recovery_code_was_shown() when it was written out. Error{refused}: there is a vault already, unless its code was
  // never shown (`init` was stopped before that) and nothing was written into it: such a one is replaced.
  static Result<std::unique_ptr<Vault>> create(const VaultPlace& place, ByteView passphrase, ByteView recovery_code,
                                               const std::string& name, crypto::KdfCost cost, const VaultParts& parts);
  Result<void> recovery_code_was_shown();
  // `typed`: the passphrase, or the recovery code in its place. Waits for another program that holds the
  // vault. Errors: no_vault, wrong_passphrase, damaged, newer_version, busy.
  static Result<std::unique_ptr<Vault>> open(const VaultPlace& place, ByteView typed, const VaultParts& parts,
                                             std::chrono::milliseconds max_wait, const std::function<void()>& on_wait);
  // The same in two halves, for an instance that goes on meanwhile. The slow one knows no vault: any thread may run it.
  static Result<crypto::Key> master_of(const store::KeySlots& slots, ByteView typed);
  static Result<store::KeySlots> key_slots_at(const VaultPlace& place);  // Error{busy}: another program holds the vault
  static Result<std::unique_ptr<Vault>> open_with(const VaultPlace& place, const crypto::Key& master,
                                                  const VaultParts& parts, std::chrono::milliseconds max_wait,
                                                  const std::function<void()>& on_wait);
  // A wrong passphrase that somebody else than open() met, for a vault that is closed. Never fails: it is a courtesy.
  static void note_failed_unlock(const VaultPlace& place, Instant at);
  ~Vault() override;
  Result<store::KeySlots> key_slots() { return store_->slots(); }

  // Called after own entries were written and folded; for whoever passes them on.
  void on_own_entries(std::function<void()> call) { on_own_entries_ = std::move(call); }
  // Called before the partner's keys are forgotten: whoever holds keys().pair() lets go of it now.
  void on_leaving(std::function<void()> call) { on_leaving_ = std::move(call); }
  // Called when a new epoch has begun: a conversation that goes on does not know its logs.
  void on_new_epoch(std::function<void()> call) { on_new_epoch_ = std::move(call); }
  // Called in the middle of the conversation that took the renewed keys: all others speak with old ones.
  void on_renewed(std::function<void()> call) { on_renewed_ = std::move(call); }

  store::Store& store() { return *store_; }
  const Keyring& keys() const { return *keyring_; }
  const ledger::Ledger& ledger() const { return ledger_; }
  ledger::Ledger& ledger() { return ledger_; }
  Clock& clock() { return parts_.clock; }
  RandomSource& random() { return parts_.random; }
  const std::string& name() const { return name_; }
  // On whose wall a day is looked up that is kept in the place of a moment.
  void look_from(std::string_view zone) { wall_zone_ = zone; }
  // Writes the mark outside the vault; at the end of every command and after every session.
  Result<void> write_high_water();

  // ---- Writing one's own records. Error{read_only}, {not_paired}.
  // Lanes are open: paired, confirmed, not read-only.
  Result<void> check_may_write() const;
  RecordId id_for(log::Lane lane, const ByteArray<16>& id_random) const;
  // Appends to an own log in one durable transaction, then folds. `release`: the draft that this shares.
  // `erase`: own records of that lane whose payload is destroyed in the same transaction (a withdrawal's), and copies of
  // another branch.
  Result<void> append(log::Lane lane, std::vector<NewRecord> records, const Draft* release = nullptr,
                      const std::vector<RecordId>& erase = {});
  // The same for records of both lanes that belong together: all of them, or none.
  Result<void> append_linked(std::vector<NewRecord> commitments, std::vector<NewRecord> notes);
  // When the last own record of either lane was said.
  std::optional<Instant> last_said() const { return last_said_; }
  // `replace`: of what stood there before no trace is left on the disk.
  enum class Replace { no, yes };
  Result<void> save_drafts(const std::vector<Draft>& drafts, Replace replace = Replace::no);
  Result<void> erase_draft(const RecordId& id);
  Result<std::vector<Draft>> drafts();
  // The same for a list: what is damaged is counted, and the others are there.
  Result<DraftList> list_drafts();

  // When a partner's record arrived here; empty for own records.
  std::optional<Instant> received_at(const RecordId& id) const;
  // ---- Taking back (vault_taking_back.cpp; the rules stand in app/taking_back.h)
  // Writes these redactions into the own log of that lane and destroys the words of the own records that they name, in
  // one transaction; of the check-ins what was kept of one's own answers, too.
  struct Redactions {
    std::vector<NewRecord> records;
    std::vector<RecordId> named;
    std::vector<RecordId> checkins;
  };
  Result<void> redact(log::Lane lane, Redactions redactions);
  // The same after leaving, without a record: nobody would read it. `redactions.records` is not looked at.
  Result<void> erase_here(const Redactions& redactions);
  // Why words are not shown. Shown, taken back by their author (a copy may still lie here), or simply not here.
  enum class WordsAre { shown, taken_back, not_here };
  WordsAre words_are(const RecordId& id) const;
  // Records that their author took back, and of which something lies here all the same: the partner's, or one's own in a
  // vault that was restored.
  std::vector<RecordId> held_though_taken(log::Author by) const;
  Result<log::Payload> held_payload(const RecordId& id);  // such a copy
  Result<void> destroy_taken(const std::vector<RecordId>& ids);
  // The person chose to keep these copies.
  Result<void> keep_taken(const std::vector<RecordId>& ids);
  Result<std::set<RecordId>> kept_taken();
  // Destroys the words of the partner's notes that arrived until then and that I acknowledged, at most of so many
  // entries at a time. True: there are no more.
  Result<bool> forget_notes(Instant until, std::uint64_t entries_max);

  // Is it so long since this was last asked and answered with yes? The first time it is. Of this run only.
  bool is_time_to_look(std::chrono::milliseconds since_last);

  // Destroys the words of own notes whose time has ended; their facts stay, so both sides see the same. What another branch
  // holds of them, or of what was taken back, goes whole. Never an error:
  // what cannot be done now (a full disk, a vault that is only read) is done next time.
  void let_expire();
  // What a record says, opened on demand; parts are absent when withheld, redacted, withdrawn or expired.
  Result<log::Payload> payload_of(const RecordId& id);
  Result<std::optional<Bytes>> words_of(const RecordId& id);
  // True once per `what`: the notice that a lane is explained before its first record.
  Result<bool> first_time(std::string_view what);

  // ---- What stays on this device (vault_local.cpp). Error{read_only} for every change but erasing.
  // A choice as it was made; empty: none was. What keys and values mean: app/settings.h.
  Result<std::optional<std::string>> choice(std::string_view key);
  static Result<std::optional<std::string>> choice_in(store::Store& store, std::string_view key);  // of one that is not open
  enum class IfReadOnly { refuse, go_on };
  Result<void> choose(std::string_view key, std::string_view value, IfReadOnly if_read_only = IfReadOnly::refuse);
  // The private lane (app/private_record.h).
  Result<void> keep_private(const PrivateRecord& record, Replace replace = Replace::no);
  Result<void> erase_private(const RecordId& id);  // no trace of it is left on the disk
  Result<PrivateList> private_records();
  // When it was last reminded, and everything before that (app/reminders.h).
  Result<std::optional<Reminded>> last_reminded();
  Result<void> keep_last_reminded(const Reminded& reminded);
  // Error{damaged | newer_version}: they cannot be read, and are left as they are.
  Result<LocalFacts> local_facts() const;
  Result<void> keep_fact(FactKind kind);  // exported, locked, backed_up, page_opened: what no other call of the vault keeps by itself
  // Of this vault; not those of the one that it was restored from. Kept in a vault that is only read, too.
  Result<BackupsMade> backups_made();
  Result<void> keep_backup_made(const std::string& file);
  Result<void> keep_backup_place(const std::string& file);  // it may lie there from now on
  // One's own answers in a check-in with what opens their seal (app/kept_answers.h). redact() erases them.
  Result<std::optional<Bytes>> answers_in(const RecordId& checkin);
  Result<void> keep_answers(const RecordId& checkin, ByteView kept);

  // The check-ins of which answers are kept, in the order of their ids.
  Result<std::vector<RecordId>> answered_checkins();
  // What was imported (app/importing.h).
  Result<void> keep_import(const Import& import);
  Result<std::vector<Bytes>> imported_keys();
  Result<std::optional<Bytes>> imported(ByteView key);
  Result<bool> was_imported(ByteView key);  // also when it is erased since
  // Erases the words of these records, and days and answers whole; without a trace. What is there already that was imported
  // stays known, so that the same file does not bring the words back.
  Result<void> erase_imported(const std::vector<Bytes>& keys);
  // Erases in the same way what is due: notes whose time has ended, the partner's notes that arrived until then, own words
  // that were taken back in a log here. Looks at so many at a time, and at none before something can be due. True: all is done.
  Result<bool> tidy_imported(std::optional<Instant> notes_until, std::size_t at_once);
  // Is that id one of a draft or of the private lane?
  Result<bool> holds_apart(const RecordId& id);

  // What a search looks in: held ready while the vault is open and shown, begun anew after a withdrawal. Valid until the
  // vault changes.
  Result<Searchable*> searchable();
  void forget_searchable();

  // ---- Pairing
  PairingStage pairing_stage() const;
  Result<void> set_confirmed();
  // The open invite of this vault, if one has not expired: the same link is shown again after a crash.
  Result<std::optional<pairing::Invite>> open_invite(Instant now);
  Result<void> keep_invite(const pairing::Invite& invite);
  Result<void> drop_invite();
  Result<bool> remember_pairing_nonce(const pairing::KnockNonce& nonce);
  // May a confirmed pairing be made once more over this link? Only while nothing ever came of it: the other side may
  // have lost the end of the ceremony, and then holds another root or no words.
  bool may_pair_again(const Hash& link) const;
  // A pairing that waits for confirmation is replaced, except by somebody else over the same link; a confirmed one
  // only by the same partner (may_pair_again), and it waits for confirmation again.
  Result<void> persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, const Hash& link);
  Result<void> persist_pairing_words(const noise::FiveWords& words);
  Result<std::optional<SpokenWords>> pairing_words();
  Result<void> set_partner_addresses(std::vector<std::string> addresses);
  // It answered: it is the first to be tried from now on. "" changes nothing.
  Result<void> keep_partner_address(const std::string& address);
  pairing::OwnIdentity own_identity() const;
  // Forgets the partner's static and export key, the pair root and all that came of it, every address and every open
  // invite, without a trace on the disk; own and partner's records stay, and what verifies them. Works in a vault that
  // is only read, too. Again: nothing happens. Error{not_paired}. Any other error: it is so in memory, for as long as this
  // lives, and still owed to the disk.
  Result<void> leave();
  bool has_left() const { return pairing_stage() == PairingStage::left && !leaving_is_owed_; }
  bool leaving_is_owed() const { return leaving_is_owed_; }
  // Something was erased, and for want of room its old bytes may still stand in unused places of the vault's files. They go
  // with the next change that finds room.
  bool holds_traces() const { return traces_are_owed_ || store_->holds_traces(); }
  // The next opening finishes it before anything else. When leaving is owed and this is false, the disk took not even a mark.
  bool leaving_is_marked() const { return leaving_is_marked_; }
  // Tries again when it is owed. Never an error.
  void settle_leaving();
  // A pause that could not be written down holds for as long as this lives.
  void hold_pause(bool hold) { pause_is_held_ = hold; }
  bool pause_is_held() const { return pause_is_held_; }
  // Writes this last note and, with it, that I am leaving: the next opening does what leave() did not come to.
  // Error{not_paired}, {read_only}.
  Result<void> begin_leaving(NewRecord notice);

  // ---- After a restore (vault_epoch.cpp, vault_restored.cpp)
  // Why it is only read, and whether a sync has brought everything back that the partner holds.
  struct Recovery {
    bool came_level = false;
    bool from_backup = false;
    bool nothing_lost = false;  // the mark outside misses nothing here: a restored disk, or somebody else
  };
  Result<Recovery> recovery();
  // It writes again, with fresh keys and new logs. Answers the epoch. Error{refused}: it may write anyhow; or no sync
  // has come level since the restore, and nobody said that the partner cannot be reached.
  Result<std::uint16_t> start_epoch(bool partner_unreachable);
  // Own records that wait or were disowned, and the partner's that the partner disowned. They are not in the ledger.
  std::vector<SetApart> set_apart() const;
  std::size_t waiting_for_word() const;
  bool is_alarmed() const;  // something was written with my keys, those of now, that I did not write
  Result<std::vector<BranchEntry>> other_branches();
  // The ids of those; of `subject` only: it itself, and what belongs to it.
  std::vector<RecordId> branch_copies() const;
  std::vector<RecordId> branch_copies_of(const RecordId& subject) const;
  RecordId subject_of_copy(const RecordId& id) const;  // `id` itself when it begins something, or is none of them
  // Without a trace on the disk. No record says so: whoever holds the log that goes on never had them.
  Result<void> erase_branch_copies(const std::vector<RecordId>& ids);
  // The author's word. Precondition: each is an own one that is set apart; for say_mine none is disowned.
  Result<void> say_mine(const std::vector<RecordId>& ids);
  Result<void> say_not_mine(const std::vector<RecordId>& ids);
  // Is that record in one of the logs here, counted or not?
  bool holds(const RecordId& id) const {
    return ledger_.find(id) || set_apart_.contains(id) || disowned_.contains(id) || about_logs_.contains(id);
  }
  // The id of the log that a record stands in; of this lane and epoch when it is not known.
  LogId log_of(const RecordId& id, log::Lane lane, log::Author by) const;

  // ---- Renewing the keys (vault_renewing.cpp). Precondition of all: keys().confirmed().
  // Error{read_only}, {refused}: too many epochs.
  Result<void> check_may_renew();
  Result<void> keep_renewal(Renewal renewal);
  Result<void> keep_renewal_words(const noise::FiveWords& words);
  Result<std::optional<SpokenWords>> renewal_words();
  // My word that they are the same on both sides. Precondition: keys().renewal() and its words.
  Result<void> confirm_renewal();
  Result<void> drop_renewal();

  // ---- The passphrase
  // A new master key, and every row sealed anew. On an Error all is as it was. `passphrase` as typed; `recovery_code`:
  // 16 random bytes.
  Result<void> change_secrets(ByteView passphrase, ByteView recovery_code, crypto::KdfCost cost);

  // ---- Sync
  Result<void> keep_sync_words(const noise::FiveWords& words, Instant now);
  Result<std::optional<SpokenWords>> sync_words();
  std::uint64_t delivered_size(const log::LogRef& ref) const;
  // Own entries of both lanes that the partner has not been seen to hold.
  std::uint64_t undelivered() const;
  std::optional<Instant> last_sync() const { return last_sync_; }
  Result<void> keep_last_sync(Instant now);

  // ---- Sealed files (vault_by_file.cpp)
  // A note of the partner's that no live session has shown yet; and how many entries those are.
  bool came_by_file(const RecordId& id) const;
  std::uint64_t by_file() const;
  // The file that is being read, piece by piece; null: none is.
  std::unique_ptr<IncomingBundle>& incoming_bundle() { return incoming_bundle_; }

  // With the witness key of any of that person's epochs. Commitments only.
  bool is_cosigned_by(log::Author witness, const log::Cosignature& cosignature) const;

  log::LogPosition position_of(const store::LogState& state) const;

  // sync::SessionMemory: both hold the renewed keys, so that they are used from here on.
  Result<void> partner_holds(const sync::Pair& pair) override;
  bool uses(const sync::Pair& pair) const override;
  Result<void> answering(const sync::Pair& pair) override;

  // log::LogStore
  std::vector<log::LogPosition> positions() override;
  Result<std::vector<log::LogPosition>> publish_heads() override;
  Result<std::vector<log::Entry>> read_entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t end) override;
  Result<Hash> root_at(const log::LogRef& ref, std::uint64_t size) override;
  Result<std::vector<Hash>> consistency_proof(const log::LogRef& ref, std::uint64_t old_size,
                                              std::uint64_t size) override;
  Result<void> append_received(const log::ReceivedChunk& chunk) override;
  Result<void> check_repeated(const log::ReceivedChunk& chunk) override;
  Result<void> store_head(const log::LogRef& ref, const log::Head& head) override;
  Result<std::optional<log::Cosignature>> cosign(const log::LogRef& ref, Instant now) override;
  Result<void> store_cosignature(const log::LogRef& ref, const log::Cosignature& cosignature) override;
  Result<void> delivered(const log::LogRef& ref, std::uint64_t size) override;
  Result<void> delivered_by_file(const log::LogRef& ref, const log::HeldThere& held) override;
  log::HeldThere held_there(const log::LogRef& ref) override;
  Result<void> comes_by_file(const log::LogRef& ref, std::uint64_t first) override;
  Result<void> shown_live(const log::LogRef& ref) override;
  Result<void> take_back(const log::ReceivedChunk& chunk) override;
  Result<void> found_epoch(log::Author by, const log::Certificate& certificate) override;
  Result<void> came_level() override;
  Result<void> found_unwritten(const log::LogRef& ref, const log::Head& shown) override;
  Result<void> found_own_history_ahead(const log::LogRef& ref, const log::Head& shown) override;
  Result<void> found_fork(const log::LogRef& ref, const log::Head& held, const log::Head& shown) override;
  bool read_only() override;

  // sync::SessionMemory
  Result<bool> remember_nonce(const ByteArray<noise::kKnockNonceBytes>& nonce) override;

 private:
  // What is known of one log beyond its state row.
  struct LiveLog {
    log::Frontier frontier;
    log::Seen last_seen;               // of the last entry
    std::map<RecordId, std::uint64_t> withheld;  // entries without their whole payload, with their indices …
    std::map<RecordId, Instant> timed; // … and until when those had a time whose facts say so
    std::vector<ProjectionRow> tail;   // rows of the chunk that is not full yet
    std::map<std::uint64_t, Instant> arrivals;  // partner's: first index of what came at one time → when
  };
  Vault(VaultPlace place, const VaultParts& parts, std::unique_ptr<store::VaultLock> lock,
        std::unique_ptr<store::Store> store);
  static Result<std::unique_ptr<Vault>> open_locked(const VaultPlace& place, std::unique_ptr<store::VaultLock> lock,
                                                    const crypto::Key& master, const VaultParts& parts);
  Result<void> make_keys(const std::string& name);
  Result<void> load();
  Result<void> load_log(const log::LogRef& ref);
  Result<std::vector<ProjectionRow>> projection_rows(const log::LogRef& ref, const store::LogState& state,
                                                     std::uint64_t first);
  Result<std::vector<ProjectionRow>> rows_of_entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t end);
  Result<void> load_arrivals(const LogId& log, std::map<std::uint64_t, Instant>& arrivals);
  Result<void> check_high_water();
  Result<void> load_settings();
  Result<void> load_by_file();
  Result<void> load_imported_due();
  static Result<void> put_imported_due(store::Transaction& transaction, const ImportedDue& due);
  Result<bool> is_imported_due(std::optional<Instant> notes_until);
  Result<bool> goes_now(const Bytes& key, ImportedLook& look);
  Result<void> strip_imported(store::Transaction& transaction, ByteView key);
  Result<void> keep_by_file(const std::map<std::uint16_t, std::uint64_t>& by_file);
  Result<void> forget_shown(store::Transaction& transaction, const log::LogRef& ref);
  static Result<void> put_delivered(store::Transaction& transaction, const std::map<log::LogRef, std::uint64_t>& delivered);
  void set_list_order();
  Result<void> load_facts();
  LocalFacts facts_with(FactKind kind) const;
  Result<void> put_facts(store::Transaction& transaction, const LocalFacts& facts) const;
  static Result<void> put_drafts(store::Transaction& transaction, const std::vector<Draft>& drafts);
  Result<void> take_in_unlock();
  Result<Bytes> restored_from();  // what is known of that backup, empty: of none
  void note_unlock();  // at the end of opening; never an error
  log::Seen seen_of_partner(log::Lane lane, const LiveLog& own) const;
  // What a record of its author's takes of another one.
  enum class Taken { words, payload };
  using TakenRecords = std::map<RecordId, Taken>;
  const TakenRecords& taken_of(const log::LogRef& ref) const;
  static std::optional<Taken> takes_of(log::Lane lane, const ledger::Facts& facts);
  // Where a record stands, also one whose facts do not parse.
  struct Spot {
    log::LogRef ref;
    RecordId id;
    std::uint64_t index = 0;
  };
  std::optional<Spot> spot_of(const RecordId& id) const;
  std::vector<Spot> spots_of(const std::vector<RecordId>& ids) const;
  Result<void> load_forgotten();
  Result<std::vector<Spot>> worded_notes(const log::LogRef& ref, std::uint64_t first, std::uint64_t end);
  bool is_withheld(const log::LogRef& ref, const RecordId& id) const;
  void note_taken(const log::LogRef& ref, const RecordId& by, const ledger::Facts& facts);
  void settle_taken(const RecordId& by);
  // Without what its author has taken back: in a chunk that arrives, and in what leaves.
  static void strip(const TakenRecords& taken, const RecordId& id, log::Payload& payload);
  TakenRecords taken_in(const log::ReceivedChunk& chunk, std::span<const RecordId> ids) const;  // by its own records
  // What append() has put into a transaction, to be folded once it is durable.
  struct Written {
    log::LogRef ref;
    std::uint64_t first = 0;
    log::Frontier frontier;
    std::vector<ProjectionRow> rows;
    std::vector<Spot> erased;
    std::vector<RecordId> copies;  // kept of another branch, and erased with it
    Taken what = Taken::payload;
  };
  Result<Written> write(store::Transaction& transaction, const log::LogRef& into, std::vector<NewRecord> records,
                        const std::vector<RecordId>& erase, Instant now, Taken what = Taken::payload);
  Result<void> commit_writing(store::Transaction& transaction, std::vector<Written> written, Instant now);
  Result<void> finish_writing(store::Transaction& transaction, std::vector<Written> written, Instant now);
  log::LogRef own_log(log::Lane lane) const { return {lane, log::Author::me, keyring_->epoch()}; }
  // Adds one stored entry to the projection.
  void fold_in(const log::LogRef& ref, std::uint64_t index, ProjectionRow row);
  // … and to what counts, unless it is set apart.
  void count(const log::LogRef& ref, std::uint64_t index, const ProjectionRow& row);
  // A record that says of another one that its author did not write it.
  struct Disown {
    log::LogRef ref;
    RecordId takes;
  };
  void take_disown(const RecordId& id, const Disown& disown);
  bool is_disowned(const RecordId& id, const log::LogRef& ref) const;
  void settle_disowned(RecordId id);
  void forget_disown(const RecordId& id);
  void set_disowned(const RecordId& id, const log::LogRef& ref, std::uint64_t index);
  Result<void> load_set_apart();
  void add_branch_copy(const BranchEntry& copy);
  static Result<void> erase_branch_copy(store::Transaction& transaction, const RecordId& id);
  std::vector<RecordId> branch_copies_to_go(Instant now) const;
  Result<NewRecord> record_about_log(ledger::Facts facts, Instant now);
  Result<std::vector<NewRecord>> disowning(store::Transaction& transaction, const log::LogRef& into,
                                           std::map<RecordId, SetApart>& all, Instant now);
  Result<void> keep_branch(store::Transaction& transaction, const log::LogRef& ref, std::uint64_t from);
  Result<void> put_untold(store::Transaction& transaction, const log::Entry& entry);
  Result<void> fold_anew(const log::LogRef& ref, const std::vector<RecordId>& gone);
  Result<std::vector<RecordId>> ids_from(const log::LogRef& ref, std::uint64_t from, std::uint64_t end);
  static void put_empty_logs(store::Transaction& transaction, log::Author by, const log::EpochKeys& keys);
  Result<void> keep_other_epoch(log::Author by, const KnownEpoch& held, ByteView shown);
  // Error{refused}: so many began that the keys have to be renewed before, or a new vault is the way on.
  Result<void> check_may_begin_epoch() const;
  Result<void> check_is_next(log::Author by, std::uint16_t epoch) const;
  Result<bool> gives_way(std::uint16_t epoch);
  Result<void> become_read_only();
  Result<void> put_apart(store::Transaction& transaction, std::uint16_t epoch);
  Result<Bytes> this_restore();
  Result<void> close_epoch(store::Transaction& transaction);
  std::optional<log::Checkpoint> last_head(const store::State& state, log::Lane lane) const;
  // Own entries that the partner gave back.
  struct CameBack {
    std::vector<RecordId> ids;          // of all of them
    std::uint64_t from = 0;             // the first that is not held
    std::uint64_t end = 0;
    bool other_branch = false;          // another one stands in its place
    log::Frontier frontier;             // up to `from`, then to the end
    std::vector<ProjectionRow> rows;    // from there on
    std::map<RecordId, SetApart> waiting;
  };
  Result<log::CheckedChunk> check_behind(const log::ReceivedChunk& chunk, const store::LogState& state);
  Result<CameBack> compare_back(const log::ReceivedChunk& chunk, const store::LogState& state);
  Result<void> put_back(store::Transaction& transaction, const log::ReceivedChunk& chunk, CameBack& back);
  Result<void> forget_restore(store::Transaction& transaction);
  Result<void> keep_backups(const BackupsMade& made);
  Result<void> own_backups_made(store::Transaction& transaction);
  Result<void> write_again();
  Result<void> rename_drafts(store::Transaction& transaction, const log::EpochKeys& keys);
  struct Begun {
    NewEpoch made;
    std::vector<Written> written;
    std::map<RecordId, SetApart> set_apart;
  };
  // Closes the epoch that is written in, and writes the first records of the next; take_begun() once it is durable.
  Result<Begun> begin_epoch(store::Transaction& transaction, crypto::SigningKey log_key, crypto::SigningKey witness_key, Instant now);
  void take_begun(Begun begun);
  Result<std::vector<Written>> name_renewal(store::Transaction& transaction, Instant now);
  Result<void> store_renewal(const Renewal& renewal);
  Result<void> keep_renewal_stage(RenewalStage stage);
  Result<void> partner_has_not_renewed();
  static Result<void> forget_renewal(store::Transaction& transaction);
  Result<void> keep_pairing_words_as(std::string_view item, const noise::FiveWords& words);
  log::Head head_of(const store::LogState& state) const;  // own log, of the epoch that is written in
  // Writes the chunks of the projection that these new rows complete.
  Result<void> put_completed(store::Transaction& transaction, const log::LogRef& ref,
                             std::span<const ProjectionRow> rows) const;
  // Destroys payloads, or their words only, in the full chunks of the projection too; then forget() what memory holds.
  Result<void> destroy(store::Transaction& transaction, std::span<const Spot> spots, Taken what);
  void forget(std::span<const Spot> spots, Taken what);
  Result<void> destroy_now(std::span<const Spot> spots, Taken what);
  bool accounted_for(const log::LogRef& ref, const store::LogState& state, Instant now) const;
  // Goes on past what cannot be opened or what `take` does not understand, and counts it.
  Result<std::size_t> take_readable(store::ItemKind kind, const std::function<Result<void>(ByteView key, ByteView plain)>& take);
  // Every change but evidence begins here. Error{read_only}.
  Result<std::unique_ptr<store::Transaction>> begin_change(store::Durability durability = store::Durability::at_commit);
  // … but erasing on this device only, which writes no record.
  Result<std::unique_ptr<store::Transaction>> begin_erasing();
  Result<void> erase_invite(store::Transaction& transaction);
  Result<void> erase_all(store::Transaction& transaction, store::ItemKind kind);
  Result<void> erase_answers(store::Transaction& transaction, const RecordId& checkin);
  Result<void> finish_leaving();  // what a stop or a full disk came before
  enum class Traces : std::uint8_t { removed, owed };
  Result<void> write_leaving(const LeftPartner& left, Traces traces);
  Result<void> remove_owed_traces();
  Result<void> write_leaving_somehow(const LeftPartner& left);
  store::MarkName leaving_mark() const;
  std::string day_here(Instant at) const;
  Result<bool> has_enough_evidence(std::string_view what, const log::LogRef& ref);
  static Result<void> put_evidence(store::Transaction& transaction, ByteView piece);
  static Result<void> put_cosigned_branch(store::Transaction& transaction, const store::LogState& state);
  Result<void> put_read_only(store::Transaction& transaction);
  Result<void> forget_level_before(const store::HighWater& mark);
  Result<void> keep_evidence(std::string_view what, const log::LogRef& ref, const log::Head& head,
                             const log::Head* other, bool read_only);

  VaultPlace place_;
  VaultParts parts_;
  std::unique_ptr<store::VaultLock> lock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Keyring> keyring_;
  ledger::Ledger ledger_;
  std::map<log::LogRef, LiveLog> live_;
  std::string name_;
  std::map<log::LogRef, std::uint64_t> delivered_;
  std::map<log::LogRef, log::HeldThere> shown_by_file_;  // by the partner's last file, since the last session
  std::map<std::uint16_t, std::uint64_t> by_file_;       // by epoch: the partner's notes from there on came by file
  std::unique_ptr<IncomingBundle> incoming_bundle_;
  std::optional<Instant> last_sync_;
  std::optional<Instant> last_said_;
  std::map<std::pair<log::Author, log::Lane>, TakenRecords> taken_;  // by their author's word
  // A record that takes another one.
  struct Taker {
    log::LogRef ref;
    RecordId takes;
    Taken what = Taken::words;
  };
  std::map<RecordId, Taker> takers_;
  std::multimap<RecordId, RecordId> taken_by_;  // from what is named to the records that name it
  std::set<RecordId> held_taken_;           // … of which something lies here (those that nobody has seen here too)
  std::map<RecordId, Spot> unread_;         // whose facts do not parse
  std::map<std::uint16_t, std::uint64_t> forgotten_;  // by epoch: the partner's notes below it are forgotten here
  std::optional<TimePoint> answered_at_;    // in this run: the last answer to the renewed keys
  std::optional<Instant> looked_at_;        // is_time_to_look()
  std::optional<ImportedDue> imported_due_;  // empty: not known yet
  std::optional<ImportedLook> imported_look_;
  std::set<std::pair<Instant, RecordId>> expiring_;  // own notes and corrections with a time, whose words are here
  std::function<void()> on_own_entries_;
  std::function<void()> on_leaving_;
  std::function<void()> on_new_epoch_;
  std::function<void()> on_renewed_;
  std::map<RecordId, SetApart> set_apart_;
  std::map<RecordId, SetApart> disowned_;            // counts nowhere, by a record of its author's
  std::map<RecordId, Disown> disowns_;               // those records
  std::multimap<RecordId, RecordId> disowned_by_;    // from what is named to the records that name it
  // What is kept of other branches: where it stood, what it belongs to, and when its time ends.
  struct BranchCopy {
    log::Lane lane = log::Lane::notes;
    RecordId subject;
    RecordId series;
    std::optional<Instant> ends;
  };
  std::map<RecordId, BranchCopy> branch_copies_;
  std::set<RecordId> about_logs_;  // records that begin an epoch or disown another one
  LocalFacts facts_;
  std::optional<Error> unreadable_facts_;
  std::unique_ptr<Searchable> searchable_;
  bool leaving_is_owed_ = false;
  bool traces_are_owed_ = false;
  bool leaving_is_marked_ = false;
  bool pause_is_held_ = false;
  std::string wall_zone_ = "UTC";
};

}  // namespace avow::app
