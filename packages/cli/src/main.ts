import { runCommandLine } from './command-line.ts';
import { escapeWarnings, surviveClosedPipes } from './output.ts';

surviveClosedPipes();
escapeWarnings();
await runCommandLine(process.argv.slice(2));
