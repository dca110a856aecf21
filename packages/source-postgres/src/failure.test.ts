import { inspect } from 'node:util';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { refused } from './connection-failure.ts';
import { explain } from './failure.ts';
import { serverOf } from './server.ts';

const SECRET = 'hunter2';
const CONTENT = 'ssn-123';

function errorWith(fields: Partial<pg.DatabaseError> & { readonly message?: string }) {
  const { message = '', ...rest } = fields;
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), rest);
}

describe('a refused login', () => {
  const server = serverOf({
    ...{ host: 'db', dbname: 'legacy', user: 'me', password: SECRET },
    ...{ sslpassword: `${SECRET}-tls`, options: `-c secret.key=${SECRET}-o` },
  });

  it.each(['28P01', '3D000', 'XX000', '22P02'])(
    '%s has no secret that the server repeats',
    (code) => {
      const message = `password "${SECRET}" and ${SECRET}-tls and -c secret.key=${SECRET}-o are wrong`;
      const error = refused(errorWith({ message, code, detail: `${SECRET} again` }), server);
      expect(inspect(error, { depth: 10 })).not.toContain(SECRET);
      expect(error.message).toContain(`db:5432/legacy refuses the connection`);
      expect(error.message).toContain(code);
    },
  );
});

describe('the end of a read', () => {
  it.each([
    ['a value', { code: '22P02', message: `invalid input: "${CONTENT}"` }],
    ['a detail', { code: '42501', message: 'permission denied', detail: CONTENT, hint: CONTENT }],
    ['a function', { code: '42501', message: CONTENT, routine: 'exec_stmt_raise' }],
    ['a function that calls another', { code: '42501', message: CONTENT, where: `row ${CONTENT}` }],
  ])('quotes no record of %s', (_, fields) => {
    const error = explain(errorWith(fields), 'db');
    expect(inspect(error, { depth: 10 })).not.toContain(CONTENT);
    expect(error.message).toContain(fields.code);
  });

  it('says which name is wrong', () => {
    const error = explain(
      errorWith({ code: '42703', message: 'column "vim" does not exist' }),
      'db',
    );
    expect(error.message).toBe('PostgreSQL ended the read: column "vim" does not exist (42703)');
  });
});
