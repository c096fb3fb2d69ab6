import { invalidField } from '../errors.ts';

const shortest = 8;
const longest = 1_024;

/** Of the most used passwords, those long enough to pass otherwise. */
const common = new Set(
  `12345678 123456789 1234567890 12345678910 87654321 987654321 0987654321 11111111 00000000 88888888 66666666 12341234
  11223344 123123123 147258369 password password1 password12 password123 passw0rd p@ssw0rd p@ssword passwort qwertyuiop
  qwerty123 qwerty12 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qazwsxedc asdfghjkl zxcvbnm1 abcd1234 abc12345 a1b2c3d4 iloveyou
  sunshine princess football baseball superman trustno1 whatever starwars computer internet welcome1 welcome123 letmein1
  changeme changeme1 administrator admin123 admin1234 adminadmin root1234 rootroot toor1234 secret123 default1 guest123
  test1234 testtest master123 dragon123 monkey123 shadow123 kubernetes kubernetes1 binnacle binnacle1`.split(/\s+/),
);

/** Throws BadRequest naming `field`: length counts, and what everybody tries first. Source: NIST SP 800-63B, 5.1.1.2. */
export const requireGoodPassword = (
  password: string,
  { username, field }: { username: string; field: string },
): void => {
  if (password.length < shortest) throw invalidField(field, `must have at least ${shortest} characters`);
  if (password.length > longest) throw invalidField(field, `must have at most ${longest} characters`);
  const lower = password.toLowerCase();
  if (new Set(lower).size < 4) throw invalidField(field, 'must have at least 4 different characters');
  if (common.has(lower)) throw invalidField(field, 'is among those that are tried first');
  if (lower.includes(username.toLowerCase()) && password.length < username.length + shortest)
    throw invalidField(field, 'must not be made of the user name');
};
