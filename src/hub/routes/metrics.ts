type Labels = Readonly<Record<string, string>>;

interface Counter {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly values: Map<string, number>;
}

/** Counters and gauges in Prometheus text form. Labels are codes and route patterns, never people, devices or addresses. */
export class Metrics {
  readonly #counters = new Map<string, Counter>();

  /** Adds to a counter; `help` is said once, by whoever counts first. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    const { values } = this.#named(name, help, 'counter');
    const key = labelText(labels);
    values.set(key, (values.get(key) ?? 0) + by);
  }

  /** Says how much there is of something now. */
  gauge(name: string, help: string, labels: Labels, value: number): void {
    this.#named(name, help, 'gauge').values.set(labelText(labels), value);
  }

  /** Forgets what was said of a gauge, before all that it has is said anew. */
  forget(name: string): void {
    this.#counters.get(name)?.values.clear();
  }

  #named(name: string, help: string, type: Counter['type']): Counter {
    const counter = this.#counters.get(name) ?? { type, help, values: new Map<string, number>() };
    this.#counters.set(name, counter);
    return counter;
  }

  /** The exposition format, version 0.0.4. */
  render(): string {
    const blocks = [...this.#counters].map(([name, { type, help, values }]) => {
      const lines = [...values].map(([labels, value]) => `${name}${labels} ${value}`);
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
    });
    return blocks.join('');
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '\\$&')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
