// Sets up a clone, then runs one of its tasks. Any Node version can parse this file, so that an old one
// prints a clear message.
'use strict';

var NEEDED = [20, 19];
var have = process.versions.node.split('.').map(Number);
if (have[0] < NEEDED[0] || (have[0] === NEEDED[0] && have[1] < NEEDED[1])) {
  process.stderr.write(
    'Rowferry needs Node ' +
      NEEDED.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '.\n',
  );
  process.exit(2);
}

import('./tasks.mjs')
  .then((tasks) => tasks.run(process.argv[2], process.argv.slice(3)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    },
  );
