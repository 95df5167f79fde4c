/** A failure to start that its reader can mend: one sentence, no stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}
