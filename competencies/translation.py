"""Names the fields that exist in three languages. modeltranslation reads this module at
start.
"""

from modeltranslation.translator import TranslationOptions, translator

from competencies import models

TRANSLATED = {
    models.Level: ["label"],
    models.Domain: ["name", "subtitle", "question"],
    models.LevelText: ["text"],
    models.Note: ["text"],
    models.SourceDocument: ["title"],
    models.Competency: [
        "name",
        "short_name",
        "definition",
        "interview_question",
        "interview_strong",
        "interview_weak",
        "strength_if_low",
        "note",
    ],
    models.Behaviour: ["text"],
    models.Action: ["text"],
    models.Source: ["heading"],
    models.Scenario: ["title", "market", "situation", "note"],
    models.ScenarioOption: ["text", "why"],
    models.Lesson: ["title", "goal", "closing"],
    models.Passage: ["text"],
    models.QuizQuestion: ["question", "why"],
    models.QuizOption: ["text"],
}

for model, names in TRANSLATED.items():
    options_name = f"{model.__name__}Translation"
    options = type(options_name, (TranslationOptions,), {"fields": names})
    translator.register(model, options)
