package frontsheet

// A Decimal is a number as an exact decimal text without grouping ("-35.00"), ""
// where there is none. Its digits are the source's: "1.50" is not "1.5".
type Decimal string
