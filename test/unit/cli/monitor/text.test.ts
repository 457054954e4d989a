import { describe, expect, it } from 'vitest';
import { drawEnds, drawLine, wrap } from '../../../../main/cli/monitor/draw/draw-line.ts';
import { around, fromZero, sparkline } from '../../../../main/cli/monitor/draw/sparkline.ts';
import { cutText, fitText, textWidth } from '../../../../main/cli/monitor/draw/text-width.ts';

describe('the width of a text', () => {
  it.each([
    ['plain', 5],
    ['日本語', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['👍', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['●◆■○▲', 5],
    ['▁▅█', 3],
    ['…–·›▾', 5],
    ['a\u200bb', 2],
  ])('of %s is what a terminal gives it', (text, width) => expect(textWidth(text)).toBe(width));

  it('is kept to when a text is cut, and no character is cut in two', () => {
    expect(cutText('abcdef', 4)).toBe('abc…');
    expect(cutText('日本語', 4)).toBe('日…');
    expect(cutText('日本語', 6)).toBe('日本語');
    expect(cutText('abc', 0)).toBe('');
    for (let width = 0; width < 10; width++) {
      expect(textWidth(fitText('a日b👍cd語', width))).toBe(width);
      expect(textWidth(fitText('日', width, 'right'))).toBe(width);
    }
  });
});

describe('a line', () => {
  it('ends where the terminal ends, colours included', () => {
    const red = (text: string) => `<${text}>`;
    expect(drawLine([{ text: 'abc', paint: red }, { text: 'def' }], 5)).toBe('<abc>d…');
    expect(drawLine([{ text: 'abc' }, { text: 'def' }], 3)).toBe('abc');
  });

  it('leaves out what belongs right where there is no room', () => {
    expect(drawEnds([{ text: 'left' }], 'right', 12)).toBe('left   right');
    expect(drawEnds([{ text: 'left' }], 'right', 10)).toBe('left');
  });

  it('is broken between words, and cut after the last that there is room for', () => {
    expect(wrap('one two three four', 9, 3)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one two three four', 9, 2)).toEqual(['one two', 'three fo…']);
    expect(wrap('a-very-long-word', 6, 2)).toEqual(['a-ver…']);
  });
});

describe('a sparkline', () => {
  it('shows the last values, and a gap where nothing was measured', () => {
    expect(sparkline([0, 50, null, 100], 4, { from: 0, to: 100 })).toBe('▁▅ █');
    expect(sparkline([1, 2, 3, 4], 2, { from: 0, to: 4 })).toBe('▇█');
    expect(sparkline([100], 3, { from: 0, to: 100 })).toBe('  █');
  });

  it('draws a server at rest low and one that does not move flat', () => {
    expect(sparkline([0.1, 0, 0.2], 3, fromZero([0.1, 0, 0.2], 5))).toBe('▁▁▁');
    const steady = [80, 80.1, 80];
    expect(new Set(sparkline(steady, 3, around(steady))).size).toBe(1);
    expect(sparkline([null], 1, around([null]))).toBe(' ');
  });
});
