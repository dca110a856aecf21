import { TargetError, type TargetFailure, type UploadFile } from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { compression } from './compression.ts';

const fileOf = (sizeBytes: number): UploadFile => ({
  sizeBytes,
  async *open() {
    yield Buffer.alloc(sizeBytes, 'a');
  },
});
const LARGE = fileOf(100_000);
const refusal = (meaning: TargetFailure['meaning'], answer: TargetFailure['answer'] = 'refused') =>
  new TargetError('Zuora refused the file', { answer, meaning, status: 400 });

describe('uploads of a client that says nothing of compression', () => {
  test('are compressed if they are large', async () => {
    const compressing = compression(undefined);
    expect(await compressing.bodyOf(LARGE)).toMatchObject({ isCompressed: true });
    expect(await compressing.bodyOf(fileOf(99_999))).toMatchObject({ isCompressed: false });
  });

  test.each(['other', 'lasting'] as const)(
    'are not, once the first was refused: %s',
    async (meaning) => {
      const compressing = compression(undefined);
      const body = await compressing.bodyOf(LARGE);
      expect(compressing.failed(refusal(meaning), body)).toMatchObject({
        message: 'Zuora refused the file; the file was compressed, and is sent again as it is',
        failure: { answer: 'refused', meaning: 'passing', status: 400 },
      });
      const again = await compressing.bodyOf(LARGE);
      expect(again.isCompressed).toBe(false);
      const real = refusal(meaning);
      expect(compressing.failed(real, again)).toBe(real);
    },
  );

  test('are sent again as they are, also those that were on their way when the first was refused', async () => {
    const compressing = compression(undefined);
    const bodies = [await compressing.bodyOf(LARGE), await compressing.bodyOf(LARGE)];
    for (const body of bodies) {
      const error = compressing.failed(refusal('other'), body);
      expect(error).toMatchObject({ failure: { meaning: 'passing' } });
    }
    expect(await compressing.bodyOf(LARGE)).toMatchObject({ isCompressed: false });
  });

  test.each([
    refusal('too-large'),
    refusal('rate'),
    refusal('login'),
    refusal('passing'),
    refusal('passing', 'lost'),
    refusal('other', 'unsent'),
    new Error('the file cannot be read'),
  ])('go on to be, if the first failed for another reason: %s', async (error) => {
    const compressing = compression(undefined);
    expect(compressing.failed(error, await compressing.bodyOf(LARGE))).toBe(error);
    expect(await compressing.bodyOf(LARGE)).toMatchObject({ isCompressed: true });
  });

  test('go on to be, once the tenant took one', async () => {
    const compressing = compression(undefined);
    compressing.taken(await compressing.bodyOf(LARGE));
    const error = refusal('other');
    expect(compressing.failed(error, await compressing.bodyOf(LARGE))).toBe(error);
    expect(await compressing.bodyOf(LARGE)).toMatchObject({ isCompressed: true });
  });
});

test.each([true, false])('are as the client says: %s', async (option) => {
  const compressing = compression(option);
  for (const size of [1, 100_000]) {
    const body = await compressing.bodyOf(fileOf(size));
    expect(body.isCompressed).toBe(option);
    const error = refusal('other');
    expect(compressing.failed(error, body)).toBe(error);
  }
});
