// Package term translates medical terms between mainland China, Hong Kong and
// English.
//
//	t := term.NewTranslator(nil)
//	t.Translate(term.Mainland, term.HongKong, "急性下壁心肌梗死").Term // 急性下壁心肌梗塞
//
// A name that the table has is translated as a whole ([Exact]). Otherwise the
// terms inside it are, the longest first ([Composed]), and of what is left the
// script is converted. [Result] says which, so that a reader knows how far to
// trust it. Names of persons must never be translated.
//
// # The files
//
// Four CSV files beside this package are meant to be edited by people who know
// the words; go generate makes the tables of them.
//
// terms.csv has a term on each row: its names in mainland China (hans), its
// names in Hong Kong (hant) and its English names, each separated by |, and the
// kind of thing that it is. The first name of each is the preferred one, and
// translates the others. A name before which stands
//
//	~  is translated only if it is the whole name, never inside a longer one
//	-  is a translation, but is not translated itself: another row does that
//	=  is the other side's name in this side's script, which is read here and not
//	   said: it is never a translation, and its own is [Script]
//
// Each name may be translated by one row only; where two rows claim it, one has
// to say that it does not, by the -. A name that is not preferred is translated
// by its counterpart in the other script where the row has that (流感 by 流感),
// and by the preferred name where it has not. Hong Kong has most drugs by their
// English names, which are then the names in hant.
//
// How an English name is spelt makes no difference: British and American spelling,
// accents, hyphens, the plural, "fracture of the femur" and "femur fracture" are
// one. Among them are the abbreviations and brands that notes are written in. What
// only a word of side, course or degree tells from a name of the table (acute, left,
// severe) needs no row.
//
// overrides.csv has words of which the script conversion must be right, whatever
// stands around them: 干细胞 is 幹細胞 and 干酪 is 乾酪. It also keeps a term from
// being found where it only seems to be: 食管 in 饮食管理.
//
// cautions.csv has names that mean something else on the other side, by the region
// whose names they are (CN, HK), and English ones that mean more than one thing
// (EN: PE, MS). They are never translated; [Result.Caution] says why. A name has a
// caution only in the direction in which it may be misread.
//
// glyphs.csv says which of two glyphs Hong Kong's hospitals write, where that is
// not what the script conversion would write: of 脫 and 脱 the one that Big5-HKSCS
// has. A Hong Kong name is recognised in either glyph.
package term
