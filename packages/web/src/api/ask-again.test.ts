import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import { askAgain } from './ask-again.ts';
import { queryClient } from './client.ts';

/** A question that is answered by hand, in any order. */
const createQuestion = () => {
  const answers: ((value: string) => void)[] = [];
  const observer = new QueryObserver<string>(queryClient, {
    queryKey: ['folder'],
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  });
  const end = observer.subscribe(() => {});
  return { answers, observer, end };
};

afterEach(() => queryClient.clear());

it('takes no answer for new that was asked for before the change', async () => {
  const { answers, observer, end } = createQuestion();
  const asked = askAgain(['folder']);
  await expect.poll(() => answers.length, { timeout: 30_000 }).toBe(2);
  answers[0]!('before');
  answers[1]!('after');
  await asked;
  expect(observer.getCurrentResult().data).toBe('after');
  end();
});

it('asks again for what is there already', async () => {
  const { answers, observer, end } = createQuestion();
  answers[0]!('before');
  await expect.poll(() => observer.getCurrentResult().data, { timeout: 30_000 }).toBe('before');
  const asked = askAgain(['folder']);
  await expect.poll(() => answers.length, { timeout: 30_000 }).toBe(2);
  answers[1]!('after');
  await asked;
  expect(observer.getCurrentResult().data).toBe('after');
  end();
});
