import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse, type CommandNode, type CompoundList, type Statement } from 'unbash';
import type { AndOr, Assignment, CaseItem, Command, Pipeline, PipelineNode, ParsedScript, Redirected } from 'unbash';
import { BrokenPipe, createPipe, emptyReader, readAll } from '../../streams/pipe.ts';
import { FileError } from '../files/file-error.ts';
import { builtins } from './builtins.ts';
import { evaluateTest } from './conditions.ts';
import { createExpander } from './expand.ts';
import { matchesPattern } from './glob.ts';
import { checkAlive, Killed, pause } from './process.ts';
import { redirected, redirectionProblem } from './redirect.ts';
import {
  exportedVariables,
  forkState,
  Jump,
  setVariable,
  ShellError,
  type ShellState,
  type Streams,
} from './shell-state.ts';

/** What substitutions may bring forth. */
const substitutionBytes = 1 << 20;
const maxDepth = 64;
/** After this many statements without a pause the shell lets others work. */
const breathSteps = 200;
/** And after this many it also rests, so that an endless loop takes a part of a core at most. */
const restSteps = 20_000;
const restMs = 20;

const encoder = new TextEncoder();

/** Runs the parts of scripts in one shell; each gives its status. Rejects with Jump, Killed, BrokenPipe and FileError. */
export interface Runner {
  node(command: PipelineNode | AndOr, streams: Streams): Promise<number>;
  list(commands: { commands: readonly Statement[] }, streams: Streams): Promise<number>;
  script(parsed: ParsedScript, streams: Streams): Promise<number>;
  /** Runs a builtin, a function or a program. */
  invoke(words: string[], streams: Streams): Promise<number>;
}

export const createRunner = (state: ShellState): Runner => {
  const complain = (streams: Streams, text: string) =>
    streams.stderr.write(encoder.encode(`${state.name}: ${text}\n`)).catch(() => {});

  const breathe = async () => {
    checkAlive(state.process);
    const { steps } = state;
    steps.count++;
    if (steps.count % breathSteps !== 0) return;
    if (steps.count % restSteps === 0) await pause(state.process, restMs);
    else await nextTurn();
  };

  const inSubshell = async (work: (inner: Runner) => Promise<number>): Promise<number> => {
    if (state.depth >= maxDepth) throw new ShellError('maximum nesting level exceeded', 2);
    const copy = forkState(state);
    try {
      return await work(createRunner(copy));
    } catch (error) {
      if (error instanceof Jump && (error.to === 'exit' || error.to === 'return')) return error.value;
      throw error;
    }
  };

  const substitute =
    (streams: Streams) =>
    async (script: ParsedScript | undefined): Promise<string> => {
      if (script === undefined) return '';
      const pipe = createPipe();
      const output = readAll(pipe, substitutionBytes);
      output.catch(() => pipe.close());
      const status = await inSubshell((inner) =>
        inner.script(script, { ...streams, stdin: emptyReader, stdout: pipe }),
      ).finally(() => pipe.end());
      state.status = status;
      return new TextDecoder().decode(await output).replace(/\n+$/, '');
    };

  const expanderFor = (streams: Streams) => createExpander(state, substitute(streams));

  const assign = async (assignment: Assignment, streams: Streams) => {
    const { value, name, append } = assignment;
    if (value.type === 'ArrayValue') throw new ShellError('syntax error: unexpected "("', 2);
    const text = await expanderFor(streams).toText(value);
    setVariable(state, name, append ? (state.variables.get(name)?.value ?? '') + text : text);
  };

  /** A command of one name and its words. */
  const simple = async (command: Command, streams: Streams): Promise<number> => {
    const expand = expanderFor(streams);
    const fields: string[] = [];
    if (command.name !== undefined) fields.push(...(await expand.toFields(command.name)));
    for (const argument of command.args) {
      if (argument.type === 'Word') fields.push(...(await expand.toFields(argument)));
      else if (argument.value.type === 'Word')
        fields.push(`${argument.name}${argument.append ? '+' : ''}=${await expand.toText(argument.value)}`);
    }
    const assignments = command.prefix.filter((part): part is Assignment => part.type === 'Assignment');
    const { streams: own, finish } = await redirected(state, command.redirects, {
      streams,
      expand,
    });
    try {
      if (fields.length === 0) {
        state.status = 0;
        for (const one of assignments) await assign(one, own);
        return state.status;
      }
      if (state.options.trace) await streams.stderr.write(encoder.encode(`+ ${fields.join(' ')}\n`));
      return await withAssignments(assignments, own, () => invoke(fields, own));
    } finally {
      finish();
    }
  };

  /** `A=1 program`: the variable is there for that program only. */
  const withAssignments = async (assignments: Assignment[], streams: Streams, work: () => Promise<number>) => {
    if (assignments.length === 0) return work();
    const before = assignments.map(({ name }) => [name, state.variables.get(name)] as const);
    for (const one of assignments) {
      await assign(one, streams);
      state.variables.set(one.name, { value: state.variables.get(one.name)?.value ?? '', exported: true });
    }
    try {
      return await work();
    } finally {
      for (const [name, variable] of before) {
        if (variable === undefined) state.variables.delete(name);
        else state.variables.set(name, variable);
      }
    }
  };

  const invoke = async (words: string[], streams: Streams): Promise<number> => {
    const alias = state.interactive ? state.aliases.get(words[0] ?? '') : undefined;
    const fields = alias === undefined ? words : [...alias.split(/\s+/), ...words.slice(1)];
    const [name = '', ...args] = fields;
    const body = state.functions.get(name);
    if (body !== undefined) return callFunction(body, args, streams);
    const builtin = builtins[name];
    if (builtin !== undefined) return builtin({ state, args, streams, runner, name });
    const { process } = state;
    const child = {
      ...process,
      ...streams,
      argv: fields,
      env: exportedVariables(state),
      cwd: state.cwd,
    };
    return process.container.run(child);
  };

  const callFunction = async (body: CompoundList | CommandNode, args: string[], streams: Streams) => {
    if (state.depth >= maxDepth) throw new ShellError('maximum function nesting level exceeded', 2);
    const saved = state.positional;
    state.positional = args;
    state.depth++;
    try {
      return await (body.type === 'CompoundList' ? list(body, streams) : node(body, streams));
    } catch (error) {
      if (error instanceof Jump && error.to === 'return') return error.value;
      throw error;
    } finally {
      state.positional = saved;
      state.depth--;
    }
  };

  const pipeline = async (command: Pipeline, streams: Streams): Promise<number> => {
    const negate = command.prefixes.some(({ type }) => type === 'Negation');
    const last = command.commands.length - 1;
    let stdin = streams.stdin;
    const running: Promise<number>[] = [];
    if (last === 0) running.push(node(command.commands[0] as CommandNode, streams));
    else
      for (const [i, part] of command.commands.entries()) {
        const input = stdin;
        const pipe = i === last ? undefined : createPipe();
        const stdout = pipe ?? streams.stdout;
        const stderr = command.operators[i] === '|&' ? stdout : streams.stderr;
        running.push(
          inSubshell((inner) => inner.node(part, { stdin: input, stdout, stderr })).then(
            (code) => ended(code, pipe, i === 0 ? undefined : input),
            (error: unknown) => {
              ended(0, pipe, i === 0 ? undefined : input);
              // A program whose output nobody reads any more ends quietly.
              if (error instanceof BrokenPipe) return 141;
              throw error;
            },
          ),
        );
        if (pipe !== undefined) stdin = pipe;
      }
    const settled = await Promise.allSettled(running);
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    const codes = settled.map((result) => (result.status === 'fulfilled' ? result.value : 1));
    const failed = state.options.pipeFail ? codes.findLast((code) => code !== 0) : undefined;
    const code = failed ?? codes.at(-1) ?? 0;
    return negate ? Number(code === 0) : code;
  };

  const ended = (code: number, out: { end(): void } | undefined, input: { close(): void } | undefined): number => {
    out?.end();
    input?.close();
    return code;
  };

  const andOr = async ({ commands, operators }: AndOr, streams: Streams): Promise<number> => {
    let code = await node(commands[0] as PipelineNode, streams);
    for (const [i, operator] of operators.entries()) {
      state.status = code;
      if ((operator === '&&') === (code === 0)) code = await node(commands[i + 1] as PipelineNode, streams);
    }
    return code;
  };

  /** Runs the body of a loop once; false when the loop is to be left. */
  const turn = async (body: CompoundList, streams: Streams): Promise<boolean> => {
    try {
      state.status = await list(body, streams);
      return true;
    } catch (error) {
      if (!(error instanceof Jump) || (error.to !== 'break' && error.to !== 'continue')) throw error;
      if (error.value > 1) throw new Jump(error.to, error.value - 1);
      return error.to === 'continue';
    }
  };

  const caseItem = async (items: readonly CaseItem[], subject: string, streams: Streams): Promise<number> => {
    const expand = expanderFor(streams);
    let falls = false;
    for (const item of items) {
      let matches = falls;
      for (const pattern of item.pattern) matches ||= matchesPattern(subject, await expand.toPattern(pattern));
      if (!matches) continue;
      const code = await list(item.body, streams);
      if (item.terminator !== ';&') return code;
      falls = true;
    }
    return 0;
  };

  const node = async (command: PipelineNode | AndOr, streams: Streams): Promise<number> => {
    await breathe();
    const expand = expanderFor(streams);
    switch (command.type) {
      case 'Command':
        return told(simple(command, streams), streams);
      case 'Pipeline':
        return pipeline(command, streams);
      case 'AndOr':
        return andOr(command, streams);
      case 'Redirected':
        return told(redirectedGroup(command, streams), streams);
      case 'Subshell':
        return inSubshell((inner) => inner.list(command.body, streams));
      case 'BraceGroup':
        return list(command.body, streams);
      case 'If': {
        for (const branch of [command, ...command.elif])
          if ((await list(branch.clause, streams, true)) === 0) return list(branch.then, streams);
        return command.else === undefined ? 0 : list(command.else, streams);
      }
      case 'While': {
        let code = 0;
        while (((await list(command.clause, streams, true)) === 0) === (command.kind === 'while')) {
          if (!(await turn(command.body, streams))) return 0;
          code = state.status;
        }
        return code;
      }
      case 'For': {
        const words: string[] = [];
        if (command.wordlist === undefined) words.push(...state.positional);
        else for (const word of command.wordlist) words.push(...(await expand.toFields(word)));
        let code = 0;
        for (const word of words) {
          setVariable(state, command.name.value, word);
          if (!(await turn(command.body, streams))) return 0;
          code = state.status;
        }
        return code;
      }
      case 'ArithmeticFor': {
        await expand.arithmetic(command.initialize);
        while (command.test === undefined || (await expand.arithmetic(command.test)) !== 0) {
          if (!(await turn(command.body, streams))) return 0;
          await expand.arithmetic(command.update);
        }
        return 0;
      }
      case 'Case':
        return caseItem(command.items, await expand.toText(command.word), streams);
      case 'Function':
        state.functions.set(command.name.value, command.body);
        return 0;
      case 'TestCommand':
        return Number(!(await evaluateTest(command.expression, { state, expand })));
      case 'ArithmeticCommand':
        return Number((await expand.arithmetic(command.expression)) === 0);
      case 'Select':
      case 'Coproc':
        throw new ShellError(`${command.type.toLowerCase()} is not supported`, 2);
    }
  };

  /** A redirection that fails is that command's failure: what is joined to it goes on. */
  const told = async (work: Promise<number>, streams: Streams): Promise<number> => {
    try {
      return await work;
    } catch (error) {
      const problem = redirectionProblem(error);
      if (problem === undefined) throw error;
      await complain(streams, problem);
      return 1;
    }
  };

  const redirectedGroup = async (command: Redirected, streams: Streams): Promise<number> => {
    const { streams: own, finish } = await redirected(state, command.redirects, {
      streams,
      expand: expanderFor(streams),
    });
    try {
      return await node(command.command, own);
    } finally {
      finish();
    }
  };

  const statement = async ({ command, background }: Statement, streams: Streams): Promise<number> => {
    if (background) {
      const detached = { ...streams, stdin: emptyReader };
      inSubshell((inner) => inner.node(command, detached)).catch(() => {});
      return 0;
    }
    try {
      return await node(command, streams);
    } catch (error) {
      if (error instanceof ShellError) {
        await complain(streams, error.message);
        if (!state.interactive) throw new Jump('exit', error.exitCode);
        return error.exitCode;
      }
      throw error;
    }
  };

  const list = async (
    { commands }: { commands: readonly Statement[] },
    streams: Streams,
    isCondition = false,
  ): Promise<number> => {
    let code = 0;
    for (const one of commands) {
      code = await statement(one, streams);
      state.status = code;
      const judged = one.command.type !== 'AndOr' && !isCondition;
      if (code !== 0 && state.options.exitOnError && judged) throw new Jump('exit', code);
    }
    return code;
  };

  const script = async (parsed: ParsedScript, streams: Streams): Promise<number> => {
    const [problem] = parsed.errors ?? [];
    if (problem === undefined) return list(parsed, streams);
    await complain(streams, `syntax error: ${problem.message}`);
    return 2;
  };

  const runner: Runner = { node, list, script, invoke };
  return runner;
};

/** Runs a whole script and gives its exit code, whatever happens in it. Only a signal rejects. */
export const runToEnd = async (state: ShellState, source: string, streams: Streams): Promise<number> => {
  try {
    return await createRunner(state).script(parse(source), streams);
  } catch (error) {
    if (error instanceof Jump) return error.value;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof Killed || !(error instanceof FileError)) throw error;
    return 1;
  }
};
