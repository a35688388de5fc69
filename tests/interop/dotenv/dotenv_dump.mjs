// What dotenv_dump.cpp does, with npm dotenv: the same input, the same output.
import dotenv from 'dotenv';
import { readFileSync } from 'node:fs';

const lengthPrefixed = (text) => `${Buffer.byteLength(text)}\n${text}`;

const input = readFileSync(0);
const output = [];
for (let at = 0; at < input.length; ) {
  const start = input.indexOf('\n', at) + 1;
  const end = start + Number(input.toString('latin1', at, start));
  const entries = Object.entries(dotenv.parse(input.subarray(start, end)));
  output.push(`${entries.length}\n`, ...entries.flat().map(lengthPrefixed));
  at = end;
}
process.stdout.write(output.join(''));
