"""Words that no message to a patient may contain: whoever holds the telephone would learn why the patient comes.

Minimum necessary: no condition, concern, medicine or treatment. A language that is not listed here brings its own list
(``health_words`` of its words).
"""

ENGLISH = frozenset(
    """
    acne scar scars wrinkle wrinkles lines pigment pigmentation hyperpigmentation pores texture stretch sagging tone
    uneven marks spots eczema psoriasis rosacea rash infection infected wound keloid herpes sores sore scleroderma
    lupus cancer mole moles allergy allergic pregnant pregnancy nursing breastfeeding diabetes diabetic thyroid
    pacemaker immune epilepsy haemophilia bleeding anaemia condition diagnosis disease illness medical medicine
    medication medicines prescription tablet isotretinoin retinoid retinoids tretinoin retinol acid acids antiviral
    aciclovir valaciclovir anaesthetic anesthetic lidocaine numbing anticoagulant anticoagulants aspirin ibuprofen
    nsaid steroid antibiotic toxin filler vitamin microneedling needle needles needling dermaroller roller
    radiofrequency rf pen cartridge
    """.split()  # noqa: SIM905  # a list of words reads best as words
)
PORTUGUESE = frozenset(
    """
    acne cicatriz cicatrizes ruga rugas linhas pigmento pigmentação hiperpigmentação poros textura estrias flacidez
    tom manchas marcas eczema psoríase rosácea erupção infeção infetada infetado ferida feridas queloide herpes
    esclerodermia lúpus cancro alergia alérgica alérgico grávida gravidez amamentar amamentação diabetes diabética
    diabético tiroide pacemaker imunidade epilepsia hemofilia hemorragia anemia diagnóstico doença condição médica
    médico medicamento medicamentos medicação receita comprimido isotretinoína retinoide retinoides tretinoína
    retinol ácido ácidos antiviral aciclovir valaciclovir anestésico anestesia lidocaína anticoagulante
    anticoagulantes aspirina ibuprofeno corticoide antibiótico toxina preenchimento vitamina microagulhamento agulha
    agulhas rolo radiofrequência rf caneta cartucho
    """.split()  # noqa: SIM905  # a list of words reads best as words
)
HEALTH_WORDS = {"en": ENGLISH, "pt": PORTUGUESE}
"""By language, without its region."""


def known_for(language: str) -> frozenset[str]:
    """The built-in list; empty for a language that has none."""
    return HEALTH_WORDS.get(language.split("-", maxsplit=1)[0], frozenset())
