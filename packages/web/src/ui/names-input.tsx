import { TextInput } from '@mantine/core';
import { useState } from 'react';

export interface NamesInputProps {
  label: string;
  description?: string;
  placeholder?: string;
  value: readonly string[];
  onChange: (names: string[]) => void;
}

const toNames = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))];

/** Several names or patterns in one line, with commas or spaces between them. */
export function NamesInput({ value, onChange, ...rest }: NamesInputProps) {
  const [text, setText] = useState(value.join(', '));
  return (
    <TextInput
      {...rest}
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(toNames(event.currentTarget.value));
      }}
    />
  );
}
