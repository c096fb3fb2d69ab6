import { describe, expect, it } from 'vitest';
import { enterContainer } from '../../entered-container.ts';

const shellOf = async (image = 'alpine:3.22') => {
  const container = await enterContainer({ image });
  return async (script: string, stdin = '') => container.run(['sh', '-c', script], stdin);
};

/** Scripts and what a POSIX shell writes for them. */
const scripts: readonly [string, string, number?][] = [
  ['echo hello world', 'hello world\n'],
  ['echo "a  b" c', 'a  b c\n'],
  ["echo 'single $HOME'", 'single $HOME\n'],
  ['A=1; B="$A 2"; echo $B "$B"', '1 2 1 2\n'],
  ['echo ${X:-none} ${X:=set} $X ${X:+yes} ${#X}', 'none set set yes 3\n'],
  ['F=/a/b/c.tar.gz; echo ${F##*/} ${F%.*} ${F%%.*} ${F#/}', 'c.tar.gz /a/b/c.tar /a/b/c a/b/c.tar.gz\n'],
  ['echo $((2+3*4)) $((7/2)) $((7%3)) $(((1+2)*3))', '14 3 1 9\n'],
  ['i=1; i=$((i+1)); echo $i', '2\n'],
  ['false && echo no || echo yes', 'yes\n'],
  ['true; echo $?; false; echo $?', '0\n1\n'],
  ['exit 7', '', 7],
  ['nosuch', '', 127],
  ['! true; echo $?', '1\n'],
  ['for i in 1 2 3; do echo -n $i; done; echo', '123\n'],
  ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
  ['for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done', '1\n'],
  ['case abc in x) echo x;; a*|b) echo a;; *) echo other;; esac', 'a\n'],
  ['if [ -d /etc ]; then echo dir; elif true; then echo no; else echo never; fi', 'dir\n'],
  ['f() { echo "$1-$#"; return 3; }; f a b; echo $?', 'a-2\n3\n'],
  ['(cd /tmp; A=1; pwd); pwd; echo "[$A]"', '/tmp\n/\n[]\n'],
  ['echo one two | wc -w', '2\n'],
  ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n'],
  ['echo $(echo nested $(echo deep))', 'nested deep\n'],
  ['echo `echo old`', 'old\n'],
  ['cat <<EOF\nHOME is $HOME\nEOF', 'HOME is /root\n'],
  ["cat <<'EOF'\n$HOME\nEOF", '$HOME\n'],
  ['echo out > /tmp/f; echo more >> /tmp/f; cat < /tmp/f', 'out\nmore\n'],
  ['echo err >&2 2>/dev/null; nosuch 2>&1 | cat', 'sh: nosuch: not found\n'],
  ['cd /tmp && touch a.txt b.txt c.log && echo *.txt [a-b]* ? "*.txt"', 'a.txt b.txt a.txt b.txt ? *.txt\n'],
  ['echo {a,b}{1,2}', 'a1 a2 b1 b2\n'],
  ['set -- x y z; echo $# $2 "$@"; shift; echo $1', '3 y x y z\ny\n'],
  ['read a b; echo "$b,$a"', 'three four,two\n'],
  ['set -e; false; echo never', '', 1],
  ['trap "echo bye" EXIT; echo hi', 'hi\n'],
  ['export A=1; env | grep ^A=; A=2 env | grep ^A=', 'A=1\nA=2\n'],
  ['echo "a:b:c" | cut -d: -f2', 'b\n'],
  ['echo hello | sed "s/l\\(.\\)/[\\1]/; s/h/H/"', 'He[l]o\n'],
  ['printf "1\\n2\\n3\\n4\\n" | sed -n "2,3p"', '2\n3\n'],
  ['printf "x\\ny\\nz\\n" | grep -n -v y', '1:x\n3:z\n'],
  ['echo hello | tr a-y b-z', 'ifmmp\n'],
  ['echo "a b" | xargs -n1 echo item', 'item a\nitem b\n'],
  ['seq 3 | tail -n 1; seq 1 2 5 | head -n 2', '3\n1\n3\n'],
  ['printf "%05.1f|%-4s|%x\\n" 3.14159 ab 255', '003.1|ab  |ff\n'],
  ['echo -n abc | md5sum; echo abc | base64 | base64 -d', '900150983cd24fb0d6963f7d28e17f72  -\nabc\n'],
  ['[ 3 -gt 2 ] && [ "a" != "b" ] && [ ! -e /nope ] && echo ok', 'ok\n'],
  ['[[ hello == h* && 1 -lt 2 ]] && echo ok', 'ok\n'],
  ['basename /a/b.txt .txt; dirname /a/b.txt', 'b\n/a\n'],
  ['mkdir -p /tmp/d/e; ls -d /tmp/d/*; rm -r /tmp/d; ls /tmp/d', '/tmp/d/e\n', 1],
  ['cat /nope', '', 1],
  ['echo x > /nope/f || echo failed; echo $?', 'failed\n0\n'],
  ['cat < /nope && echo some || echo none', 'none\n'],
  ['if echo x > /nope/f; then echo yes; else echo no; fi', 'no\n'],
  ['{ echo x; } > /nope/f || exit 3; echo never', '', 3],
  ['sh -c "exit 5"; echo $?', '5\n'],
  ['echo "echo from \\$0 \\$1" > /tmp/s.sh; sh /tmp/s.sh arg', 'from /tmp/s.sh arg\n'],
  ['yes | head -n 2', 'y\ny\n'],
];

describe('the shell', () => {
  it.each(scripts)('%s', async (script, stdout, exitCode = 0) => {
    const run = await shellOf();
    expect(await run(script, 'two three four\n')).toMatchObject({ stdout, exitCode });
  });

  it('says what is wrong in the words of a shell', async () => {
    const run = await shellOf();
    expect(await run('nosuch arg')).toMatchObject({ stderr: 'sh: nosuch: not found\n', exitCode: 127 });
    expect(await run('cat /nope')).toMatchObject({ stderr: 'cat: /nope: No such file or directory\n', exitCode: 1 });
    expect(await run('echo "open')).toMatchObject({ exitCode: 2 });
    expect(await run('> /proc/x/y')).toMatchObject({ exitCode: 1 });
  });

  it('keeps what it writes until the container is replaced', async () => {
    const run = await shellOf();
    await run('echo kept > /root/note');
    expect(await run('cat /root/note')).toMatchObject({ stdout: 'kept\n' });
  });

  it('has no room beyond its limit', async () => {
    const run = await shellOf();
    const full = await run('dd if=/dev/zero of=/tmp/big bs=1M count=100');
    expect(full.stderr).toContain('No space left on device');
    expect((await run('rm /tmp/big && echo free')).stdout).toBe('free\n');
  });

  it('is not there in an image of one program', async () => {
    const container = await enterContainer({ image: 'gcr.io/distroless/static:latest' });
    await expect(container.run(['sh'])).rejects.toThrow('exec: "sh": executable file not found in $PATH');
    await expect(container.run(['/bin/ls'])).rejects.toThrow(
      'exec: "/bin/ls": stat /bin/ls: no such file or directory',
    );
  });

  it('packs and unpacks tar archives', async () => {
    const run = await shellOf();
    const made = await run(
      'mkdir -p /tmp/a/b && echo hi > /tmp/a/b/f && ln -s f /tmp/a/b/l && tar cf - -C /tmp a | tar xf - -C /opt && cat /opt/a/b/l && tar czf /tmp/x.tgz -C /tmp a && tar tzf /tmp/x.tgz',
    );
    expect(made).toMatchObject({ stdout: 'hi\na/\na/b/\na/b/f\na/b/l\n', exitCode: 0 });
  });
});
