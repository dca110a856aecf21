import { z } from 'zod';
import { parseConnectionString } from './connection-string.ts';
import { statementIn } from './query-text.ts';

/** Each partition is a connection, and a server has a limited number of them. */
const PARTITIONS_MAX = 32;

const name = z.string().min(1);
const names = z.array(name).min(1);
const parameter = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()], {
  error: 'expected a string, a number, a boolean or null',
});

export const optionsSchema = z
  .strictObject({
    connection: z
      .string()
      .default('')
      .transform((text, context) => {
        try {
          return parseConnectionString(text);
        } catch (error) {
          context.addIssue(error instanceof Error ? error.message : String(error));
          return z.NEVER;
        }
      }),
    table: z.union([name, names.max(2)], { error: 'expected a name or a list of two' }).optional(),
    query: z
      .string()
      .transform((text, context) => {
        const statement = statementIn(text);
        if (statement !== undefined) return statement;
        context.addIssue('expected one statement that begins with SELECT, VALUES, TABLE or WITH');
        return z.NEVER;
      })
      .optional(),
    parameters: z.array(parameter).optional(),
    orderBy: z.union([name, names], { error: 'expected a column or a list of them' }).optional(),
    partitions: z.int().min(1).max(PARTITIONS_MAX).default(1),
    assumeZone: z.literal('UTC').optional(),
  })
  .refine(({ table, query }) => (table === undefined) !== (query === undefined), {
    error: 'expected either `table` or `query`',
  })
  .refine(({ query, parameters }) => query !== undefined || parameters === undefined, {
    error: '`parameters` are bound in a `query`',
  })
  .refine(({ partitions, orderBy }) => partitions === 1 || orderBy !== undefined, {
    error: '`partitions` are ranges of `orderBy`, which is missing',
  });
