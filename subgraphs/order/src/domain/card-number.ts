/** Whether a text holds what looks like a card number: 12 to 19 digits, however separated, that pass the Luhn check. */
export function holdsCardNumber(text: string): boolean {
  const runs = text.replace(/(?<=\d)[\s._-]+(?=\d)/g, '').match(/\d+/g) ?? [];
  return runs.some((run) => run.length >= 12 && run.length <= 19 && passesLuhn(run));
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
