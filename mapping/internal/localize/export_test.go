package localize

// CrossingTable is the table of crossings for the tests, which know the layouts.
var CrossingTable = crossingCSV
