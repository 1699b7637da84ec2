"""The lesson that `smtptui lessons new` writes: small, whole, and to be written over."""

TEMPLATES = {
    "en": """\
---
id: {id}
title: A new lesson
scenario: plain
minutes: 5
---
# A new lesson

What is it about, in two sentences? What will the learner be able to do?

> [!IMPORTANT]
> **goal** One sentence, for the teacher: what the learner can do afterwards.

> [!IMPORTANT]
> **step-in** When does a teacher step in, and with which question?

## Say hello

Say what to do, and how a learner can find the answer. The greeting is read for them.

```smtp
@step hello
S: 220
C? EHLO client.example.test
C! HELLO * -> hello
S: 250
```

> [!TIP]
> A hint, shown when it is asked for. At most three.

> [!WARNING]
> **hello** `HELLO client.example.test` is a common mistake; say here what is wrong with it.

> [!NOTE]
> Why it is so: shown after success.

## Guess first

With which digit does the reply to QUIT begin?

```quiz
@step predict-quit
A? 2
A! 5 -> refused
```

> [!TIP]
> 2 means done, 5 means no.

> [!WARNING]
> **refused** `5` would be a refusal.

## On your own

Now without help: leave.

```smtp
@step alone
C: QUIT
S: 221
@goal quit
```

> [!TIP]
> Four letters.
""",
    "ru": """\
---
id: {id}
title: Новый урок
scenario: plain
minutes: 5
---
# Новый урок

О чём он, в двух предложениях? Что ученик сумеет после него?

> [!IMPORTANT]
> **goal** Одно предложение для учителя: что ученик сумеет.

> [!IMPORTANT]
> **step-in** Когда учителю вмешаться и с каким вопросом?

## Здороваемся

Скажите, что сделать и откуда взять ответ. Приветствие прочитано за ученика.

```smtp
@step hello
S: 220
C? EHLO client.example.test
C! HELLO * -> hello
S: 250
```

> [!TIP]
> Подсказка; её показывают, когда просят. Не больше трёх.

> [!WARNING]
> **hello** `HELLO client.example.test` — частая ошибка; объясните здесь, что не так.

> [!NOTE]
> Почему так: показывается после верного ответа.

## Сначала угадайте

С какой цифры начнётся ответ на QUIT?

```quiz
@step predict-quit
A? 2
A! 5 -> refused
```

> [!TIP]
> 2 значит «сделано», 5 — «нет».

> [!WARNING]
> **refused** `5` — это отказ.

## Теперь сами

Теперь без помощи: выйдите.

```smtp
@step alone
C: QUIT
S: 221
@goal quit
```

> [!TIP]
> Четыре буквы.
""",
}
"""By language; `{id}` is filled in."""
