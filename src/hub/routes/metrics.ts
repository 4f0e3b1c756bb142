type Labels = Readonly<Record<string, string>>;

interface Counter {
  readonly help: string;
  readonly values: Map<string, number>;
}

/** Counters in Prometheus text form. Labels are codes and route patterns, never people, devices or addresses. */
export class Metrics {
  readonly #counters = new Map<string, Counter>();

  /** Adds to a counter; `help` is said once, by whoever counts first. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    const counter = this.#counters.get(name) ?? { help, values: new Map<string, number>() };
    this.#counters.set(name, counter);
    const key = labelText(labels);
    counter.values.set(key, (counter.values.get(key) ?? 0) + by);
  }

  /** The exposition format, version 0.0.4. */
  render(): string {
    const blocks = [...this.#counters].map(([name, { help, values }]) => {
      const lines = [...values].map(([labels, value]) => `${name}${labels} ${value}`);
      return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...lines, ''].join('\n');
    });
    return blocks.join('');
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '\\$&')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
