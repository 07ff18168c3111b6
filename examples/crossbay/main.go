// Crossbay brings hospital records of Hong Kong, Macao and mainland China to FHIR R4
// and back.
//
//	crossbay translate -from hqms -out stays.ndjson export.csv
//
// Run it with -help for its subcommands, and each of them with -help for its flags,
// which may stand with one dash or two, before and behind the names of files.
package main

import (
	"context"
	"io"
	"os"

	"github.com/crossbay/crossbay/examples/crossbay/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes"
	"github.com/crossbay/crossbay/examples/crossbay/internal/exchange"
	"github.com/crossbay/crossbay/examples/crossbay/internal/issues"
	"github.com/crossbay/crossbay/examples/crossbay/internal/layouts"
	"github.com/crossbay/crossbay/examples/crossbay/internal/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/translate"
	"github.com/crossbay/crossbay/examples/crossbay/internal/version"
	"github.com/crossbay/crossbay/examples/internal/interrupt"
)

const about = "bring hospital records of Hong Kong, Macao and mainland China to FHIR R4, and back"

func main() {
	ctx, stop := interrupt.Context()
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	commands := append(translate.Commands(),
		codes.Command(), codes.Term(), load.Command(), answer.Command(), exchange.Command(), layouts.Command(), issues.Command(), version.Command())
	return cli.Run(ctx, "crossbay", about, commands, args, stdin, stdout, stderr)
}
