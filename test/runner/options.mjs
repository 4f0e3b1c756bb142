export const usage = `npm test -- [--only STEP,STEP] [--list] [--help] [--runs N] [--seed S] [--path P]
  --only   these steps alone; --list names them
  --runs, --seed, --path   for the simulation`;

const simulated = ['runs', 'seed', 'path'];

/**
 * What was asked for on the command line; `unclear` says why it cannot be told. A mistyped option must not run everything, or a green
 * part of it.
 */
export function readOptions(args) {
  const options = { list: false, help: false, only: [], simulation: {} };
  const rest = [...args];
  while (rest.length > 0) {
    const option = rest.shift();
    const name = option.replace(/^--/, '');
    if (option === '--list' || option === '--help') {
      options[name] = true;
    } else if (option === '--only' || (option.startsWith('--') && simulated.includes(name))) {
      const value = rest.shift();
      if (!value || value.startsWith('--')) return { unclear: `${option} needs a value` };
      if (name === 'only') options.only.push(...value.split(','));
      else options.simulation[name] = value;
    } else {
      return { unclear: `no such option: ${option}` };
    }
  }
  return options;
}
