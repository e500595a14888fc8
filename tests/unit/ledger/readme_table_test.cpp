// protocol/README.md shows the table that the code follows, word for word.
#include "ledger/transitions.h"
#include "unit/ledger/readme_block.h"

using namespace avow::ledger;

TEST_CASE("protocol/README.md holds the generated table of transitions") {
  story::check_readme_block("transitions", transitions_markdown());
}
