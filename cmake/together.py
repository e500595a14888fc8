"""Which sources of one target can be compiled as one: python3 together.py SOURCE…

Prints a line for each source, in the order given: the number of its group. Two files stand in one group only
if no name that one keeps to itself (in its unnamed namespace, by a using declaration or #define) is a word of the other,
and if both open the same namespaces and have the same helpers. Whatever this overlooks, the compiler says.
"""
import re
import sys

MOST_LINES = 2000  # a group larger than that keeps one processor busy while the other has nothing left to do

LITERALS = re.compile(r'R"(\w*)\(.*?\)\1"|\x27(?:\\.|[^\\\n])\x27|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/|^#include[^\n]*', re.S | re.M)
DECLARED = re.compile(r"^(?:(?:struct|class|union|enum(?: class)?) (\w+)|[\w:][^\n(={;]*?\b(\w+) ?[\[({=;])", re.M)
ALIASES = re.compile(r"^using (\w+) =", re.M)
BORROWED = re.compile(r"^using (?!namespace |enum )[\w:]+::(\w+);|^# *define (\w+)", re.M)
OPENED = re.compile(r"^using (?:namespace|enum) ([\w:]+);", re.M)
HELPERS = re.compile(r'^#include "(unit/.*)"', re.M)


class Source:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            raw = file.read()
        text = LITERALS.sub('""', raw)
        own = "".join(re.findall(r"^namespace \{$(.*?)^\} +\"\"", text, re.S | re.M))
        self.borrowed = {a or b for a, b in BORROWED.findall(text)}
        self.names = {a or b for a, b in DECLARED.findall(own)} | set(ALIASES.findall(text))
        self.words = set(re.findall(r"(?<!\.)(?<!->)(?<!::)\b[A-Za-z_]\w*", text)) | self.borrowed
        self.opened = set(OPENED.findall(text)) - {"std::chrono_literals"} | set(HELPERS.findall(raw))
        self.lines = raw.count("\n")

    def goes_with(self, other):
        mine, others = self.names | self.borrowed - other.borrowed, other.names | other.borrowed - self.borrowed
        return self.opened == other.opened and not mine & other.words and not others & self.words


groups = []
for path in sys.argv[1:]:
    source = Source(path)
    for number, group in enumerate(groups):
        if sum(other.lines for other in group) + source.lines <= MOST_LINES and all(map(source.goes_with, group)):
            break
    else:
        number = len(groups)
        groups.append([])
    groups[number].append(source)
    print(number)
