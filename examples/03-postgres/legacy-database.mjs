// Runs a command with a legacy database on this machine:
// node --import tsx legacy-database.mjs npx rowferry run vehicles.yaml
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { startPostgres } from '../../test/postgres/server.ts';

const server = await startPostgres();
await server.query(await readFile(new URL('legacy.sql', import.meta.url), 'utf8'));

// Only the command handles Ctrl-C.
process.on('SIGINT', () => {});
const [command, ...words] = process.argv.slice(2);
const env = { ...process.env, DATABASE_URL: server.uri() };
const [code] = await once(spawn(command, words, { env, stdio: 'inherit' }), 'exit');
await server[Symbol.asyncDispose]();
process.exitCode = code;
