// Reads the files that it is given, workflows and Dockerfiles, and prints for each what is wrong with it, and what a
// workflow says, as JSON.
import { register } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import dockerfile from 'dockerfile-utils';
import YAML from 'yaml';

// The parser imports JSON as bundlers take it; node wants to be told that it is JSON.
const load = `export const load = (url, context, next) =>
  next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);`;
register(`data:text/javascript,${encodeURIComponent(load)}`);
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import('@actions/workflow-parser');

// As the server does before it starts a run: the schema, then the expressions and what the jobs say of each other.
async function readWorkflow(name, content) {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value) {
    await convertWorkflowTemplate(context, value);
  }
  return { errors: context.errors.getErrors().map((error) => error.message), value: YAML.parse(content) };
}

function readDockerfile(name, content) {
  return { errors: dockerfile.validate(content).map(({ range, message }) => `${name} (Line: ${range.start.line + 1}): ${message}`) };
}

const files = {};
for (const path of process.argv.slice(2)) {
  const read = path.endsWith('.yml') ? readWorkflow : readDockerfile;
  files[path] = await read(basename(path), readFileSync(path, 'utf8'));
}
console.log(JSON.stringify(files));
