import type { Drawn } from './sanitize.ts'

/**
 * Which drawn value of the one run is which of the other: told apart where they were told apart, the same where they were
 * the same. It learns from lines that have the same shape.
 */
export class Identities {
  readonly #pairs: Readonly<Record<'run' | 'output', Pairs>>

  private constructor(run: Pairs) {
    this.#pairs = { run, output: new Pairs() }
  }

  /** For two runs. */
  static ofRuns(): Identities {
    return new Identities(new Pairs())
  }

  /** For an output of both: it shares what is known of the runs. */
  forOutput(): Identities {
    return new Identities(this.#pairs.run)
  }

  /** Whether the values can be the same ones, from all that was learned. */
  agree(recorded: readonly Drawn[], ran: readonly Drawn[]): boolean {
    return this.#clash(recorded, ran) === undefined
  }

  /**
   * Learns that these are the same values.
   *
   * @returns what speaks against it; then nothing is learned
   */
  learn(recorded: readonly Drawn[], ran: readonly Drawn[]): string | undefined {
    const clash = this.#clash(recorded, ran)
    if (clash !== undefined) return clash
    for (const { scope, one, other } of this.#named(recorded, ran)) this.#pairs[scope].add(one, other)
    return undefined
  }

  #clash(recorded: readonly Drawn[], ran: readonly Drawn[]): string | undefined {
    // A line is a world of its own, too: the same MAC twice in it is twice the same.
    const within = new Pairs()
    for (const { scope, one, other } of this.#named(recorded, ran)) {
      for (const pairs of [this.#pairs[scope], within]) {
        const [expected, owner] = [pairs.otherOf(one), pairs.oneOf(other)]
        if (expected !== undefined && expected !== other) return `${bare(one)} was ${bare(expected)} before`
        if (owner !== undefined && owner !== one) return `${bare(other)} was ${bare(owner)} before`
      }
      within.add(one, other)
    }
    return undefined
  }

  *#named(
    recorded: readonly Drawn[],
    ran: readonly Drawn[],
  ): Iterable<{ scope: 'run' | 'output'; one: string; other: string }> {
    for (const [index, { sanitizer, value }] of recorded.entries()) {
      const counterpart = ran[index]
      if (counterpart === undefined || sanitizer.identity === 'none') continue
      yield {
        scope: sanitizer.identity,
        one: `${sanitizer.name} ${value}`,
        other: `${sanitizer.name} ${counterpart.value}`,
      }
    }
  }
}

/** One value for one value, both ways. */
class Pairs {
  readonly #others = new Map<string, string>()
  readonly #ones = new Map<string, string>()

  otherOf(one: string): string | undefined {
    return this.#others.get(one)
  }

  oneOf(other: string): string | undefined {
    return this.#ones.get(other)
  }

  add(one: string, other: string): void {
    this.#others.set(one, other)
    this.#ones.set(other, one)
  }
}

const bare = (named: string): string => named.slice(named.lastIndexOf(' ') + 1)
